"""What comes into a network from outside: methods that add sources, and change them."""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.network import checks
from snnlib.network.parts import PoissonSource, ReplaySource
from snnlib.random import NEVER


class Inputs:
    """The sources of a network; see :class:`snnlib.Network`."""

    def poisson(
        self, name: str, n: int, rate: ArrayLike, frame: float | None = None
    ) -> PoissonSource:
        """Add n independent Poisson spike trains, at most one spike a step in each.

        ``rate`` (Hz) is a float, (n,) or (n_frames, n) array_like, from 0 to ``1000 / dt``.  With
        two axes it goes frame after frame, each of ``frame`` ms, and then from the beginning.
        """
        name = self._new(name)
        n = _checks.positive_integer("n", n)
        probabilities = checks.probabilities(rate, n, self.dt)
        if (frame is None) != (np.ndim(rate) < 2):
            raise ValueError("frame must be given for a rate with two axes, and only for that")
        steps = 1 if frame is None else checks.steps("frame", frame, self.dt, 1)
        source = PoissonSource(name, n, steps, self.seed, self.stream(name), frame is not None)
        source.set_probabilities(probabilities, 0)
        self.sources[name] = source
        return source

    def set_rate(self, source: PoissonSource, rate: ArrayLike) -> None:
        """Change the rate of a Poisson source between two runs; see :meth:`poisson`."""
        if source not in self.sources.values() or source.kind != "poisson":
            raise TypeError(f"source must be a Poisson source of this network, got {source!r}")
        probabilities = checks.probabilities(rate, source.n, self.dt)
        if source.framed != (np.ndim(rate) == 2):
            right = "two axes, (n_frames, n)," if source.framed else "at most one axis"
            raise ValueError(
                f"rate must have {right} as when {source.name} was made, got {np.ndim(rate)}"
            )
        source.set_probabilities(probabilities, int(self.clock[0]))

    def replay(
        self,
        name: str,
        n: int,
        spike_times: ArrayLike,
        spike_neurons: ArrayLike,
        period: float | None = None,
    ) -> ReplaySource:
        """Add n spike trains that are given, each spike at the end of its time step.

        ``spike_times`` (ms) and ``spike_neurons`` are (n_spikes,) in any order; two spikes of a
        neuron must not fall into one step.  After ``period`` ms, if given, all of it is played
        again, and again.
        """
        name = self._new(name)
        n = _checks.positive_integer("n", n)
        times = _checks.spike_times("spike_times", spike_times, dt=self.dt)
        neurons = _checks.spike_neurons("spike_neurons", spike_neurons, times.size, n)
        steps, neurons = checks.replayed(times, neurons, n, self.dt)
        least = int(steps.max(initial=0)) + 1  # steps until the last spike
        period = NEVER if period is None else checks.steps("period", period, self.dt, least)
        source = ReplaySource(name, n, period, steps, neurons.astype(np.int32))
        self.sources[name] = source
        return source
