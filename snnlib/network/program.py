"""The program of a network: one loop over time, written out for this network and compiled.

A network is described by objects; a processor wants a loop.  So the loop is written as Python text
that does for this network what has to be done in a time step, and nothing else, with the steps of
the models put in as they are.  ``print(network.program)`` shows it.  Sizes, weights and parameters
are arguments: only another plan of wiring or another model has to be compiled anew, and a program
made of the library's own models is kept on disk.

In step k, from ``k dt`` to ``(k + 1) dt``,

1. spikes arrive whose delay ends at ``k dt``, and are seen by the rules that learn from them;
2. all traces decay by a time step;
3. the neurons take their step, sources too; who spikes, does so at ``(k + 1) dt``;
4. the rules see these spikes, and rescale weights if it is time;
5. what is to be recorded is recorded.

Where several threads share the work, each does this for its own neurons, and the first of them also
lists the spikes of all; they meet before and after that.
"""

import hashlib
import linecache
import weakref
from functools import cache, partial
from operator import attrgetter
from textwrap import indent

import numba
import numpy as np
from numba import cloudpickle

from snnlib._jit import NO_ENTRANCE, NoOverlap, keep_on_disk
from snnlib._precision import SinglePrecision
from snnlib.network import delivery, learning_text, poisson_input, program_text
from snnlib.network import sources as sources_module
from snnlib.network.meeting import meet
from snnlib.network.spike_log import list_spikes
from snnlib.random import normal

KERNELS = (
    delivery.deliver_dense,
    delivery.deliver_uniform,
    delivery.deliver_sparse,
    delivery.deliver_packed,
    delivery.decay,
    delivery.flush_denormals,
    delivery.sample,
    sources_module.poisson_spikes,
    sources_module.replay_spikes,
    poisson_input.poisson_arrivals,
    list_spikes,
    meet,
    normal,
)

PROGRAMS = {}  # compiled ones, by what they were made of
MOST_PROGRAMS = 32


class Program:
    """The text of a network's loop, and everything that the text speaks of.

    The functions of :mod:`.program_text` fill it, each for one part of the network.  ``whole`` :
    whether the network is whole, and not what one thread has of it (:mod:`.threads`).
    """

    def __init__(self, network, whole: bool = True):
        # weakly: a network that nobody uses any more takes its arrays along, at once
        self.network = network = weakref.proxy(network) if whole else network
        self.whole = whole
        self.values = {}  # name -> function that gives the array, number or named tuple
        self.names = {kernel.__name__: put_in(kernel) for kernel in KERNELS}
        self.models = {}  # name -> the model's own function or type, before it is compiled
        self.functions = []  # texts of the functions that the loop calls
        self.owners = {}  # name -> part of the network that it belongs to
        self.part = None  # for which text is being written
        self.value("clock", lambda: network.clock)
        self.value("history", lambda: network.history)  # no literal: one program for all steps
        loop = "\n".join(self._lines())
        modulated = [c for c in self._plastic() if c.plasticity.eligibility is not None]
        self.settles = bool(modulated)
        settled = "\n".join(map(learning_text.apply_modulator, modulated)) or "pass"
        if not whole:
            self.part = None
            for name in ("parts", "part", "team"):
                self.value(name, partial(attrgetter(name), network))
        self.text = "\n\n\n".join(
            [
                *self.functions,
                f"def run(values, first, last):\n    ({', '.join(self.values)},) = values\n"
                f"    for k in range(first, last):\n        row = history + k - first\n"
                f"{indent(loop, ' ' * 8)}\n        clock[0] = k + 1\n"
                f"    if first == last:\n{indent(settled, ' ' * 8)}\n    return clock[0]\n",
            ]
        )

    def __repr__(self):
        return self.text

    def _lines(self):
        """Return the text of what is done in a time step, part after part."""
        net = self.network
        populations, sources = net.populations.values(), net.sources.values()
        plastic = self._plastic()
        yield from self._written(
            (program_text.check_capacity, [*populations, *sources]),
            (program_text.arrive, net.connections.values()),
            (program_text.arrive_from_outside, net.inputs.values()),
            (learning_text.decay_traces, plastic),
            (program_text.advance, populations),
        )
        listing = (program_text.list_spikes, populations), (program_text.source_spikes, sources)
        listed = "\n".join(self._written(*listing))
        meeting = "meet(team, parts)"
        alone = f"{meeting}\nif part == 0:\n{indent(listed, '    ')}\n{meeting}"
        yield listed if self.whole else alone
        yield from self._written(
            (program_text.flush_denormals, populations),
            (learning_text.learn, plastic),
            (learning_text.rescale, plastic),
            (program_text.record, net.recordings.values()),
        )

    def _written(self, *tasks):
        """Yield what functions write, each for the parts beside it."""
        for write, parts in tasks:
            for part in parts:
                self.part = part
                yield write(self, part)

    def _plastic(self):
        return [c for c in self.network.connections.values() if c.plasticity]

    def value(self, name, give):
        """Make what ``give()`` returns known to the loop by this name."""
        if self.owners.setdefault(name, self.part) is not self.part:
            raise ValueError(
                f"name: {self.part.name!r} and {self.owners[name].name!r} would both have a "
                f"{name!r} in the network's program; give one of them another name"
            )
        self.values[name] = give
        return name

    def attributes(self, part, *paths):
        """Make attributes of a part known to the loop, by the part's name and theirs."""
        return [
            self.value(f"{part.name}_{path.split('.')[-1]}", partial(attrgetter(path), part))
            for path in paths
        ]

    def model(self, name, thing, dtype: str = "float64", fused: bool = False):
        """Make a model's function, put in where it is called, or its type known to the text."""
        self.models[name] = thing
        self.names[name] = thing if isinstance(thing, type) else inlined(thing, dtype, fused)
        return name

    def arguments(self):
        """Return what the loop works on, at this moment."""
        return tuple(give() for give in self.values.values())

    def compile(self):
        """Return the compiled ``run(values, first, last)``, which returns how far it got.

        Programs of the same text and models are one: a network that is built again is not compiled
        again.  A model is the same as long as the globals that it sees are.
        """
        models = sorted(self.models.items())
        seen = [getattr(model, "py_func", model) for _, model in models]
        same = self.text, tuple(models), cloudpickle.dumps(seen)
        if same not in PROGRAMS:
            while len(PROGRAMS) >= MOST_PROGRAMS:
                PROGRAMS.pop(next(iter(PROGRAMS)))
            PROGRAMS[same] = self._compile()
        return PROGRAMS[same]

    def _compile(self):
        models = {n: f"{m.__module__}.{m.__qualname__}" for n, m in sorted(self.models.items())}
        key = hashlib.sha256((self.text + repr(models)).encode()).hexdigest()[:16]
        place = f"<program {key}>"
        linecache.cache[place] = (len(self.text), None, self.text.splitlines(True), place)
        space = self.names | {"compiled": compiled, "contracted": contracted, "__name__": __name__}
        exec(compile(self.text, place, "exec"), space)
        run = numba.njit(error_model="numpy", nogil=True, _nrt=False)(space["run"])
        of_library = all(model.startswith(("snnlib.", "numpy.")) for model in models.values())
        return keep_on_disk(run, list_spikes, key) if of_library else run


# They allocate nothing, so there is no need to count who uses an array (_nrt); and a time step is
# too short to hand dozens of arguments over at each call, so they are put in (forceinline).
STEP = {"error_model": "numpy", "forceinline": True, "_nrt": False, **NO_ENTRANCE}
compiled = numba.njit(pipeline_class=NoOverlap, **STEP)
# In single precision a product and a sum may be one instruction, rounded once.
contracted = numba.njit(pipeline_class=NoOverlap, fastmath={"contract"}, **STEP)


@cache
def put_in(kernel):
    """Compile a function of the library so that the loop takes it in; kept on disk."""
    return keep_on_disk(compiled(getattr(kernel, "py_func", kernel)), kernel, "put in")


def inlined(function, dtype, fused):
    """Compile a model's function so that it is put in where it is called.

    With ``fused`` a product and a sum may be one instruction where the precision is single.
    """
    plain = getattr(function, "py_func", function)
    options = {"error_model": "numpy", "forceinline": True, **NO_ENTRANCE}
    if dtype == "float32":
        options |= {"pipeline_class": SinglePrecision, "fastmath": {"contract"} if fused else False}
    model = numba.njit(**options)(plain)
    if plain.__module__.startswith("snnlib."):
        keep_on_disk(model, function, f"put in, {dtype}, {fused}")
    return model


def numbers(constants, dtype):
    """Return a named tuple, perhaps of others, with all numbers and arrays in this precision."""
    real = np.dtype(dtype).type

    def cast(x):
        if isinstance(x, tuple):
            return numbers(x, dtype)
        return x.astype(real) if isinstance(x, np.ndarray) else real(x)

    return type(constants)(*map(cast, constants))
