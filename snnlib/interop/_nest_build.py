"""Build and run a network in NEST from a plan of numbers and arrays; needs NEST and numpy."""

import os

import numpy as np


class NestNetwork:
    """A network that stands in NEST.

    Attributes
    ----------
    populations : dict, name -> NodeCollection
    inputs : dict, name -> NodeCollection of spike generators
    recorders : dict, name -> spike recorder
    multimeters : dict, name -> multimeter
    engine : str, the threads and processes that were found
    """

    def __init__(self, plan: dict, threads: int = 1):
        import nest

        self._nest, self._plan, self._ran = nest, plan, False
        nest.ResetKernel()
        nest.set(resolution=plan["dt"], local_num_threads=threads, print_time=False)
        self.engine = describe(nest)
        self.populations, self.recorders, self.multimeters = {}, {}, {}
        for name, part in plan["populations"].items():
            self._populate(name, part)
        self.inputs = {name: self._inputs(part) for name, part in plan["inputs"].items()}
        for part in plan["connections"].values():
            self._connect(part)

    def _populate(self, name, part):
        nest, model = self._nest, part["model"]
        if part["lists"]:
            model = f"{model}_of_{name}"
            nest.CopyModel(part["model"], model, part["lists"])
        cells = nest.Create(model, part["n"])
        each = {key: np.ndim(value) > 0 for key, value in part["parameters"].items()}
        common = {key: value for key, value in part["parameters"].items() if not each[key]}
        cells.set(common)
        for key in part["parameters"]:  # after E_L, which moves no V_m
            if each[key]:
                cells.set({key: np.asarray(part["parameters"][key]).tolist()})
        if part["spikes"]:
            self.recorders[name] = nest.Create("spike_recorder")
            nest.Connect(cells, self.recorders[name])
        if part["samples"]:
            settings = {"record_from": ["V_m"], "interval": part["samples"]["every"]}
            self.multimeters[name] = nest.Create("multimeter", params=settings)
            nest.Connect(self.multimeters[name], cells[part["samples"]["neurons"].tolist()])
        self.populations[name] = cells

    def _inputs(self, part):
        generators = self._nest.Create("spike_generator", part["n"])
        order = np.lexsort((part["times"], part["neurons"]))
        times, neurons = part["times"][order], part["neurons"][order]
        ends = np.cumsum(np.bincount(neurons, minlength=part["n"]))[:-1]
        trains = [{"spike_times": train} for train in np.split(times, ends)]
        generators.set(trains)
        return generators

    def _connect(self, part):
        groups = {**self.inputs, **self.populations}
        pre, post = (np.array(groups[part[side]].tolist()) for side in ("pre", "post"))
        synapses = {"weight": part["weights"], "delay": part["delays"]}
        if part["receptor_type"]:
            synapses["receptor_type"] = np.full(part["weights"].size, part["receptor_type"])
        sources, targets = pre[part["sources"]], post[part["targets"]]
        self._nest.Connect(sources, targets, "one_to_one", synapses)

    def run(self) -> None:
        """Simulate for the duration that the network was exported for, once."""
        if self._ran:
            raise RuntimeError("it has run; the input is given for one run, so build it again")
        self._ran = True
        self._nest.Simulate(self._plan["n_steps"] * self._plan["dt"])

    def spikes(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return times (ms) and neurons of the recorded spikes, ordered by both.

        Under MPI they are those of the neurons of this process.
        """
        dt = self._plan["dt"]
        if name in self.inputs:
            part = self._plan["inputs"][name]
            steps, neurons = np.rint(part["times"] / dt), part["neurons"]
        elif name in self.recorders:
            events = self.recorders[name].events
            steps = np.rint(np.asarray(events["times"]) / dt)
            neurons = np.asarray(events["senders"], np.int64) - self._first(name)
        else:
            raise ValueError(f"the spikes of {name!r} are not recorded: {[*self.recorders]} are")
        order = np.lexsort((neurons, steps))
        return steps[order] * dt, neurons[order]

    def samples(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return times (ms) and v (n_samples, n_recorded) in mV, as the exported network has it."""
        if name not in self.multimeters:
            raise ValueError(f"v of {name!r} is not recorded: that of {[*self.multimeters]} is")
        part, dt = self._plan["populations"][name], self._plan["dt"]
        events = self.multimeters[name].events
        which = np.asarray(events["senders"], np.int64) - self._first(name)
        steps = np.rint(np.asarray(events["times"]) / dt).astype(np.int64)
        every, known = round(part["samples"]["every"] / dt), part["samples"]["neurons"]
        n_samples = self._plan["n_steps"] // every
        column = np.full(part["n"], -1)
        column[known] = np.arange(known.size)
        v = np.full((n_samples + 1, known.size), np.nan)
        v[steps // every, column[which]] = events["V_m"]
        if part["seen"]:
            v_inf, left = (
                np.broadcast_to(part["seen"][key], part["n"])[known] for key in ("v_inf", "left")
            )
            v = v_inf + (v - v_inf) * left
        # NEST takes no sample at the very end of a simulation
        times = np.arange(1, n_samples + 1) * every * dt
        there = ~np.isnan(v[1:]).all(axis=1)
        return times[there], v[1:][there]

    @classmethod
    def asked(cls, plan: dict, parser) -> "NestNetwork":
        """Build what a command line asks for."""
        parser.add_argument("--threads", type=int, default=1, help="of each process")
        options = parser.parse_args()
        network = cls(plan, options.threads)
        network._out = options.out
        return network

    def keep(self, arrays: dict) -> None:
        """Write arrays where the command line says, a file for each process."""
        if self._out:
            several = self._nest.num_processes > 1
            own = f"-{self._nest.Rank()}.npz" if several else ".npz"
            np.savez(self._out.removesuffix(".npz") + own, **arrays)

    def _first(self, name):
        return self.populations[name][0].global_id


def describe(nest) -> str:
    """Return in words how many threads and processes simulate, and refuse processes in vain."""
    mpi = nest.build_info["have_mpi"]
    started = max(int(os.environ.get(key, 1)) for key in ("OMPI_COMM_WORLD_SIZE", "PMI_SIZE"))
    if started > 1 and not mpi:
        raise RuntimeError(
            f"{started} processes were started, but this NEST was built without MPI: each of them "
            "would simulate the whole network; start one, with more threads"
        )
    return (
        f"NEST {nest.__version__}, built with{'' if mpi else 'out'} MPI: "
        f"{nest.num_processes} process(es) of {nest.local_num_threads} thread(s)"
    )
