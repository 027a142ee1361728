"""What comes into a network from outside: methods that add sources, and change them."""

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.network import checks
from snnlib.network.parts import PoissonSource, Population, ReplaySource
from snnlib.network.poisson_input import PoissonInput
from snnlib.random import NEVER, own_seed


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

    def poisson_input(
        self, name: str, target: Population, receptor: str, rate: ArrayLike, weight: ArrayLike
    ) -> PoissonInput:
        """Add a background: Poisson spikes onto each neuron, independent of those of all others.

        It stands for many sources, as cortical models have them: 2000 of 8 Hz onto each neuron are
        ``net.poisson_input("outside", cells, "exc", rate=16_000.0, weight=0.088)``.  In each time
        step a neuron gets a Poisson number of spikes.  They are felt from the beginning of the step
        on, without a delay.  Nothing is stored for them, and they cannot be recorded.

        Parameters
        ----------
        name : str
        target : Population, or a slice ``part[low:high]`` of it
        receptor : str
            Which of the receptors of ``target`` they act on; it gives the weight's unit.
        rate : float or (n,) array_like, Hz
            Of all spikes onto a neuron; from 0 to 2**50 a time step, and so beyond ``1000 / dt``.
            Up to 32 a step, and with at most 64 different rates, a number takes about 2
            nanoseconds; with more, 10 to 40; of more than 32 spikes a step, some 50.
        weight : float or (n,) array_like
            Of each spike.

        Returns
        -------
        background : PoissonInput
            For :meth:`set_rate`.
        """
        name, target = self._new(name), self._slice("target", target)
        checks.receiver(name, target, receptor)
        lam = checks.means(rate, target.n, self.dt)
        w = checks.input_weights(f"{name}: weight", weight, target)
        seed = own_seed(self.seed, name)
        self.inputs[name] = made = PoissonInput(name, target, receptor, seed, w, lam)
        return made

    def set_rate(self, source: PoissonSource | PoissonInput, rate: ArrayLike) -> None:
        """Change the rate of a Poisson source or input between two runs.

        ``rate`` is as in :meth:`poisson` or :meth:`poisson_input`.
        """
        if any(source is own for own in self.inputs.values()):
            source.use_means(checks.means(rate, source.target.n, self.dt))
            return
        if source not in self.sources.values() or source.kind != "poisson":
            raise TypeError(
                f"source must be a Poisson source of this network, or an input, got {source!r}"
            )
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
