"""Build and run a network in Brian2 from a plan of numbers and arrays; needs Brian2 and numpy."""

import numpy as np


class Brian2Network:
    """A network that stands in Brian2.

    Attributes
    ----------
    groups : dict, name -> NeuronGroup
    inputs : dict, name -> SpikeGeneratorGroup
    synapses : dict, name -> Synapses
    recorders : dict, name -> SpikeMonitor
    multimeters : dict, name -> StateMonitor of v
    network : brian2.Network, of all of them
    engine : str, the version and the target of code generation
    """

    def __init__(self, plan: dict):
        import brian2

        self._brian2, self._plan, self._ran = brian2, plan, False
        self.engine = f"Brian2 {brian2.__version__}, code for {brian2.prefs.codegen.target}"
        self._clock = brian2.Clock(plan["dt"] * brian2.ms)
        self.recorders, self.multimeters = {}, {}
        self.groups = {name: self._group(name, part) for name, part in plan["groups"].items()}
        self.inputs = {name: self._input(name, part) for name, part in plan["inputs"].items()}
        connections = plan["connections"].items()
        self.synapses = {name: self._synapses(name, part) for name, part in connections}
        parts = (self.groups, self.inputs, self.synapses, self.recorders, self.multimeters)
        self.network = brian2.Network(*(part for kind in parts for part in kind.values()))

    def _unit(self, name):
        return 1 if name == "1" else getattr(self._brian2, name)

    def _numbers(self, numbers):
        """Return parameters with their units: those of all neurons, and those of each."""
        known = {key: value * self._unit(unit) for key, (value, unit) in numbers.items()}
        each = {key for key, (value, _) in numbers.items() if np.ndim(value)}
        return {k: v for k, v in known.items() if k not in each}, {k: known[k] for k in each}

    def _group(self, name, part):
        common, each = self._numbers(part["numbers"])
        rules = {key: part[key] for key in ("threshold", "reset") if part[key] is not None}
        if part["refractory"]:  # a name of the parameter, or its value
            pause = part["refractory"]
            rules["refractory"] = pause if pause in each else common[pause]

        def exact(equations, variables, method_options=None):
            """One time step; replace it by "exact", "rk4" and so on for other equations."""
            return part["step"]

        group = self._brian2.NeuronGroup(
            part["n"],
            part["equations"],
            **rules,
            method=exact,
            namespace=common,
            clock=self._clock,
            name=f"{name}*",
        )
        for key, value in each.items():
            setattr(group, key, value)
        for key, (value, unit) in part["start"].items():
            setattr(group, key, value * self._unit(unit))
        if part["spikes"]:
            self.recorders[name] = self._brian2.SpikeMonitor(group)
        if part["samples"]:
            self.multimeters[name] = self._brian2.StateMonitor(
                group, "v", record=part["samples"]["neurons"], clock=self._clock, when="end"
            )
        return group

    def _input(self, name, part):
        return self._brian2.SpikeGeneratorGroup(
            part["n"],
            part["neurons"],
            part["times"] * self._brian2.ms,
            clock=self._clock,
            name=f"{name}*",
        )

    def _synapses(self, name, part):
        groups = {**self.inputs, **self.groups}
        common, _ = self._numbers(part["numbers"])
        rules = {key: part[key] for key in ("on_pre", "on_post") if part[key]}
        synapses = self._brian2.Synapses(
            groups[part["pre"]],
            groups[part["post"]],
            part["model"],
            **rules,
            namespace=common,
            clock=self._clock,
            name=f"{name}*",
        )
        synapses.connect(i=part["sources"], j=part["targets"])
        synapses.w = part["weights"] * self._unit(part["unit"])
        synapses.pre.delay = part["delays"] * self._brian2.ms
        if part["on_post"]:  # of an arrival and a spike at the same time the spike goes first
            synapses.pre.order, synapses.post.order = 1, -1
        return synapses

    def run(self) -> None:
        """Simulate for the duration that the network was exported for, once."""
        if self._ran:
            raise RuntimeError("it has run; the input is given for one run, so build it again")
        self._ran = True
        self.network.run(self._plan["n_steps"] * self._plan["dt"] * self._brian2.ms)

    def spikes(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return times (ms) and neurons of the recorded spikes, ordered by both.

        A time is the end of a time step, where Brian2 has its beginning.
        """
        dt = self._plan["dt"]
        if name in self.inputs:
            part = self._plan["inputs"][name]
            steps, neurons = np.rint(part["times"] / dt), part["neurons"]
        elif name in self.recorders:
            found = self.recorders[name]
            steps, neurons = np.rint(found.t / self._brian2.ms / dt), np.asarray(found.i, np.int64)
        else:
            raise ValueError(f"the spikes of {name!r} are not recorded: {[*self.recorders]} are")
        order = np.lexsort((neurons, steps))
        return (steps[order] + 1.0) * dt, neurons[order]

    def samples(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return times (ms) and v (n_samples, n_recorded), in mV, or as the model has it."""
        if name not in self.multimeters:
            raise ValueError(f"v of {name!r} is not recorded: that of {[*self.multimeters]} is")
        every, group = self._plan["groups"][name]["samples"]["every"], self.groups[name]
        v = np.asarray(self.multimeters[name].v).T[every - 1 :: every]
        unit = 1.0 if group.v.dim.is_dimensionless else 1e3  # V to mV
        return np.arange(1, len(v) + 1) * every * self._plan["dt"], v * unit

    def weights(self, name: str) -> np.ndarray:
        """Return the weights (n_synapses,) of a connection, in the exported network's order."""
        part = self._plan["connections"][name]
        return np.asarray(self.synapses[name].w / self._unit(part["unit"]))

    @classmethod
    def asked(cls, plan: dict, parser) -> "Brian2Network":
        """Build what a command line asks for."""
        import brian2

        parser.add_argument("--target", help="of code generation: numpy or cython")
        options = parser.parse_args()
        if options.target:
            brian2.prefs.codegen.target = options.target
        network = cls(plan)
        network._out = options.out
        return network

    def keep(self, arrays: dict) -> None:
        """Write arrays where the command line says, and the weights that have learned."""
        learned = {f"{k}_weights": self.weights(k) for k in self.synapses}
        if self._out:
            np.savez(self._out, **arrays, **learned)
