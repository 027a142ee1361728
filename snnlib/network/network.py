"""The network: what was built, its run, and what is to be had from it."""

from pathlib import Path

import numpy as np

from snnlib import _checks
from snnlib.network import checks, copying, description, rounding, running, storage
from snnlib.network.building import Builder
from snnlib.network.parts import Connection, PoissonSource, Population, ReplaySource
from snnlib.network.program import Program
from snnlib.network.receiving import receiving
from snnlib.network.spike_log import SpikeLog
from snnlib.network.threads import checked
from snnlib.neurons._model import Neuron
from snnlib.plasticity._model import Plasticity
from snnlib.spikes.trains import SpikeEvents


class Network(Builder):
    """Neurons, what comes in, what goes out, and which rule learns.

    ::

        net = Network(dt=0.1, seed=1)
        noise = net.poisson("noise", 1000, rate=20.0)
        cells = net.population("cells", 100, lif_neuron(), receptors={"exc": exponential(5.0)})
        net.connect(noise, cells, receptor="exc", weight=0.02, probability=0.1)
        net.record(cells, "spikes")
        net.run(1000.0)
        net.spikes(cells)

    Time goes in steps of dt (ms).  A neuron spikes at the end of a step, and the spike is felt from
    the moment on at which its delay has passed.  A neuron that spikes because of it does so at the
    end of the step that begins then: from neuron to neuron a spike takes ``delay + dt``.  A jump
    that puts a LIF neuron exactly onto its threshold fires it.  What arrives at the moment at which
    a refractory period ends is felt in full; of what arrives before, a jump of v is lost, and of a
    current what flows until then.  The chapter "neurons/synapses" shows all this.

    Exponential and alpha synapses on LIF neurons are exact from step to step: with
    ``lif_neuron(dtype="float64")`` a network spikes in the same steps as the same network of NEST's
    ``iaf_psc_exp`` or ``iaf_psc_alpha``, and of Brian2's with ``method="exact"``, if there the
    refractory period is ``t_ref + dt`` (Brian2 counts it, and stamps a spike, from the beginning of
    the step).  NEST's ``iaf_psc_delta`` spikes one step earlier than a delta synapse here.

    The same seed gives the same spikes, in one run or in several, after a resume, for any number of
    threads, and whatever else the machine does.  Wiring, Poisson sources and Poisson inputs take
    random numbers of their own, by their names.

    ``copy.deepcopy(network)`` goes on like the network and shares nothing with it; a pickled one
    does, too, if its models stand in a module, where another process finds them.

    Memory, in bytes: 4 for each state of each neuron (8 with a neuron in float64); for each synapse
    2 in a sparse connection where all have one weight (4 onto more than 65,536 neurons), 4 in a
    packed and in a dense one, 6 (or 8) in another sparse one, 14 (or 16) in a sparse one that
    learns, 4 more with an eligibility; 4 for each row of synapses (8 where it learns, 4 more for
    each of several threads), which is one for each presynaptic neuron and delay; 16 for each neuron
    with a Poisson input (20 in float64), and 16,384 for each of its rates, or 256 if there are more
    than 64; 4 for each spike while its delay lasts; 4 for each recorded spike and for each time
    step of a recording of spikes, 4 or 8 for each other recorded value.

    Here and in all methods an argument that is not as described raises TypeError or ValueError,
    before anything runs.
    """

    def run(self, duration: float, progress: bool | None = None, *, threads: int = 1) -> None:
        """Go on for a time in ms.

        Ctrl-C ends the run after a fraction of a second with ``KeyboardInterrupt``; what was
        simulated until then is kept, and the next run goes on from there.  ``progress`` says
        whether to show a progress bar; if not given, only where a run takes over two seconds.

        ``threads`` share the neurons of every population among them; the results are the same to
        the last bit, and the next run may have another number.  That pays where a time step takes
        tens of microseconds.  Another program is compiled for it.  Learning rules and
        competitions need one thread.
        """
        steps = checks.steps("duration", duration, self.dt, 0)
        running.run(self, steps, progress, checked(self, threads))

    def set_parameters(self, part: Population | Connection, model: Neuron | Plasticity) -> None:
        """Go on with other numbers, between two runs: a smaller learning rate, a higher threshold.

        ``model``, a Neuron for a Population or a Plasticity for a Connection, has other ``params``
        than the one that the part has, and else is like it.  Weights, traces and state stay what
        they are.  Where a number becomes an array of one for each neuron, or the other way round,
        the next run compiles anew.
        """
        self._own("part", part, {**self.populations, **self.connections})
        what = "neuron" if part.kind == "population" else "plasticity"
        if what == "neuron":
            _checks.instance_of(f"{part.name}.neuron", model, type(part.neuron))
            model = rounding.neuron_in_the_precision_of(part, model, self.dt)
        elif isinstance(model, Plasticity):
            model = rounding.rule_in_the_precision_of(part, model, self.dt)
        checks.same_but_numbers(f"{part.name}.{what}", getattr(part, what), model)
        n = part.n if what == "neuron" else None
        before = checks.form(part.numbers)
        part.constants = checks.constants(f"{part.name}.{what}", model, self.dt, model.dtype, n)
        setattr(part, what, model)
        if what == "neuron":
            models = {key: receptor for key, (receptor, _) in part.receptors.items()}
            part.receptors, part.held = receiving(part.name, models, model, self.dt, n)
        same_form = before == checks.form(part.numbers)
        if self._program is not None and not same_form:  # numbers and arrays are read differently
            self._program, self._compiled = Program(self), None

    def release(self, connection: Connection, amount: float) -> None:
        """Release a modulator, such as dopamine for a reward, onto the synapses of a connection.

        The amount is the modulator's integral over time: released at once after an eligibility e
        has arisen, it changes the weight by ``amount * e``, if it comes before e has decayed.  It
        is negative for a punishment.  The connection's rule has to have an eligibility.
        """
        self._own("connection", connection, self.connections)
        if connection.modulator is None:
            raise ValueError(f"{connection.name} has no rule with an eligibility")
        amount = _checks.finite_number("amount", amount)
        connection.modulator += amount / connection.plasticity.modulator

    def spikes(self, part: Population | PoissonSource | ReplaySource) -> SpikeEvents:
        """Return the recorded spikes of a population or source.

        Times are in ms, at the end of each step, in ascending order; spikes at one time are in the
        order of the neurons.
        """
        self._not_an_input(part)
        self._own("part", part, {**self.populations, **self.sources})
        if not part.keep_spikes:
            raise ValueError(
                f"the spikes of {part.name} were not recorded; before the run say "
                f"net.record({part.name}, 'spikes')"
            )
        if part.log is None:  # nothing has run
            return SpikeEvents(np.empty(0), np.empty(0, np.int64))
        counts, neurons = part.log.spikes()
        ends = (np.arange(counts.size) + 1.0) * self.dt
        return SpikeEvents(np.repeat(ends, counts), neurons.astype(np.int64))

    def samples(self, part: Population | Connection, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Return what was recorded of a state or of weights: times and values.

        They are (n_samples,) float64 in ms, and (n_samples, n_recorded) float32 or float64.
        """
        if (part, what) not in self.recordings:
            name = getattr(part, "name", part)
            raise ValueError(f"{what!r} of {name} was not recorded; use net.record before the run")
        recording = self.recordings[part, what]
        values = recording.all_taken()
        return (1.0 + np.arange(len(values))) * recording.every * self.dt, values

    def save(self, path: str | Path) -> None:
        """Write everything that changes in the runs, and all that was recorded, to one .npz file.

        The plan of the network is not in it: to go on, build the same network, with the same
        numbers by ``set_parameters`` if they were changed, and ``load``.  A file that is there
        already is replaced once the new one is complete; a save that fails leaves it as it was.
        """
        storage.save(self, path)

    def load(self, path: str | Path) -> None:
        """Restore what :meth:`save` wrote, in a network that was built in the same way.

        If the file is of another network, ValueError is raised and nothing is changed.  The
        parameters must be those at the save: after ``set_parameters`` before it, call that before
        ``load``, too.
        """
        storage.load(self, path)

    @property
    def time(self) -> float:
        """Time that was simulated, in ms."""
        return int(self.clock[0]) * self.dt

    @property
    def program(self) -> Program:
        """What is done in a time step, as a text; see :mod:`snnlib.network.program`."""
        if self._program is None:
            for part in (*self.populations.values(), *self.sources.values()):
                part.log = SpikeLog(part.n, self.history, part.keep_spikes)
            self._program = Program(self)
        return self._program

    def __copy__(self):
        raise TypeError(
            "a network cannot be copied without its parts, which both would change; use "
            "copy.deepcopy(network)"
        )

    def __getstate__(self):
        return self.__dict__ | {"_program": self._program is not None, "_compiled": None}

    def __setstate__(self, state):
        self.__dict__.update(state)
        copying.take_arrays(self)
        self._program = Program(self) if state["_program"] else None

    def __repr__(self):
        return description.describe(self)
