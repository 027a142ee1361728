"""A network as plain numbers and arrays, in this library's own conventions.

From here on, an export no longer looks into :class:`snnlib.Network`.  What no other program can
say is refused here; what one of them cannot, in its own module.
"""

from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib.equations.program import Program
from snnlib.equations.python import PROGRAMS
from snnlib.interop.differences import Findings
from snnlib.network import Network, checks
from snnlib.network.sources import poisson_spikes
from snnlib.neurons import adaptive, izhikevich, leaky, lif
from snnlib.plasticity import stdp
from snnlib.spikes.processes import dead_steps
from snnlib.spikes.trains import near_border
from snnlib.synapses import receptors

NEURONS = {
    lif.step: "LIF",
    adaptive.step: "adaptive LIF",
    leaky.network_step: "leaky integrator",
    izhikevich.step: "Izhikevich",
}
EQUATIONS_KIND = "equations"  # of snnlib.neurons.from_equations
RECEPTORS = {
    receptors.exponential_step: "exponential",
    receptors.alpha_step: "alpha",
    receptors.conductance_step: "conductance",
    receptors.delta_step: "delta",
}
DEPRESS = (stdp.depress, stdp.depress_in_proportion, stdp.depress_by_power)
POTENTIATE = (stdp.potentiate, stdp.potentiate_in_proportion, stdp.potentiate_by_power)


class Port(NamedTuple):
    """A receptor that synapses act on."""

    kind: str
    params: dict  # tau in ms, reversal in mV


class Cells(NamedTuple):
    """A population."""

    name: str
    n: int
    kind: str
    params: dict  # of the model, float or (n,) float64
    pause: object  # steps in which v is held after a spike, int or (n,)
    current: object  # float or (n,)
    start: dict  # state at the beginning, float or (n,) float64
    ports: dict  # name -> Port
    spikes: bool  # whether they are recorded
    samples: dict  # "v" -> (neurons, every in steps)
    program: Program | None = None  # of equations


class Inputs(NamedTuple):
    """Spike trains that are given."""

    name: str
    n: int
    steps: np.ndarray  # (n_spikes,) int64, at the end of which each spike comes; 1 is the first
    neurons: np.ndarray  # (n_spikes,) int64
    spikes: bool


class Wires(NamedTuple):
    """A connection, synapse by synapse."""

    name: str
    pre: str
    post: str
    port: str
    sources: np.ndarray  # (n_synapses,) int64, within the whole of pre
    targets: np.ndarray  # (n_synapses,) int64, within the whole of post
    weights: np.ndarray  # (n_synapses,) float64
    delays: np.ndarray  # (n_synapses,) int64, steps
    rule: dict | None  # of pair STDP


class Plain(NamedTuple):
    """A network."""

    dt: float
    n_steps: int
    cells: dict
    inputs: dict
    wires: dict


def read(network: Network, duration: float, found: Findings) -> Plain:
    """Return a network's parts, with sources as the spikes that they will give."""
    _checks.instance_of("network", network, Network)
    n_steps = checks.steps("duration", duration, network.dt, 1)
    if network.clock[0]:
        found.refuse(
            "network",
            f"it has run for {network.time:g} ms, and spikes are on their way; build it again, "
            "write what it has learned into connection.weights[...], and export that",
        )
    for part in network.inputs.values():
        found.refuse(
            part.name,
            "a Poisson input, whose spikes are drawn here alone; export the network without it and "
            f"give {part.target} one of {found.program}'s: of the same law, with other spikes",
        )
    wires = {name: _wires(part, found) for name, part in network.connections.items()}
    used = {(wire.post, wire.port) for wire in wires.values() if wire.sources.size}
    cells = {name: _cells(network, part, used, found) for name, part in network.populations.items()}
    inputs = {name: _inputs(part, n_steps) for name, part in network.sources.items()}
    return Plain(network.dt, n_steps, cells, inputs, wires)


def _cells(network, part, used, found):
    program = PROGRAMS.get(part.neuron.step)
    kind = EQUATIONS_KIND if program else NEURONS.get(part.neuron.step)
    if program:
        _equations(part, found)
    if kind is None:
        label = part.neuron.name or part.neuron.step.__name__
        found.refuse(part.name, f"the neuron {label!r} is none of {', '.join(NEURONS.values())}")
    if part.competition:
        found.refuse(part.name, "a competition, in which one winner silences the others at once")
    if not program and np.any(part.state.get("refractory", 0.0)):
        found.refuse(part.name, "it begins within a refractory period; begin with refractory=0.0")
    ports = {}
    for key, (receptor, _) in part.receptors.items():
        if (part.name, key) in used or receptor.needs_normal:
            ports[key] = _port(f"{part.name}.{key}", receptor, found)
    params = {key: _plain(value) for key, value in part.neuron.params._asdict().items()}
    start = {key: _one_or_each(value) for key, value in part.state.items()}
    if not program and "v_th" in params and np.any(start["v"] >= params["v_th"]):
        found.refuse(part.name, "v must be below v_th at the beginning")
    if part.neuron.dtype == "float32" and kind and not program:
        found.differ(
            part.name,
            "computed in float32 here and in float64 there; spikes move once a rounded v crosses "
            'the threshold in another step; dtype="float64" makes both alike; rounding of v',
            _last_bit(params),
            "mV a step",
        )
    return Cells(
        part.name,
        part.n,
        kind,
        params,
        0 if program else _pause(part.name, params, network.dt, found),
        _plain(part.current),
        start,
        ports,
        part.keep_spikes,
        _samples(network, part, found),
        program,
    )


def _equations(part, found):
    """Refuse what no other program can say of a neuron that is written as equations."""
    if part.neuron.dtype == "float32":
        found.refuse(part.name, 'equations in float32; make them with dtype="float64"')
    if "draws" in part.state:
        found.refuse(part.name, "equations with xi or normal, whose numbers are drawn here alone")


def _plain(value):
    return np.asarray(value, float) if np.ndim(value) else float(value)


def _one_or_each(values):
    same = (values == values[0]).all()
    return float(values[0]) if same else np.asarray(values, float)


def _last_bit(params):
    """Half of the last bit of a membrane potential in single precision, mV."""
    largest = max(float(np.max(np.abs(params[key]))) for key in params if key.startswith("v_"))
    return float(np.spacing(np.float32(largest))) / 2.0


def _pause(name, params, dt, found):
    """Return the steps for which v is held; a part of a step becomes a whole one."""
    if "t_ref" not in params:
        return 0
    longest = 0.0
    steps = np.empty(np.shape(params["t_ref"]), np.int64)
    for place, t_ref in np.ndenumerate(params["t_ref"]):
        rest = 0.0 if near_border(t_ref, dt)[2] else t_ref - dead_steps(t_ref, dt) * dt
        steps[place] = dead_steps(t_ref, dt) + (rest > 0.0)
        longest = max(longest, dt - rest if rest > 0.0 else 0.0)
    if longest > 0.0:
        found.differ(
            name,
            f"t_ref is no multiple of dt = {dt:g} ms; here the rest of a step is integrated, there "
            "t_ref is rounded up, which lengthens each interval by up to",
            longest,
            "ms",
        )
    return steps if steps.ndim else int(steps)


def _port(name, receptor, found):
    kind = RECEPTORS.get(receptor.step)
    if receptor.needs_normal:
        found.refuse(name, "a noise, whose random numbers another program does not draw")
    elif kind is None:
        label = receptor.name or receptor.step.__name__
        found.refuse(name, f"the receptor {label!r} is none of {', '.join(RECEPTORS.values())}")
    return Port(kind, dict(receptor.params._asdict()))


def _samples(network, part, found):
    samples = {}
    for (owner, what), recording in network.recordings.items():
        if owner is not part:
            continue
        if what == "v":
            samples[what] = recording.indices, recording.every
        else:
            found.refuse(part.name, f"a recording of {what!r}; of states, only 'v' is exported")
    return samples


def _inputs(part, n_steps):
    if part.kind == "replay":
        rounds = -(-n_steps // part.period)
        steps = np.concatenate([part.steps + k * part.period for k in range(rounds)])
        neurons = np.tile(part.sources, rounds)
    else:
        steps, neurons = _drawn(part, n_steps)
    early = steps < n_steps
    return Inputs(
        part.name, part.n, steps[early] + 1, neurons[early].astype(np.int64), part.keep_spikes
    )


def _drawn(part, n_steps):
    """Return the spikes that a Poisson source gives, as the network will draw them."""
    place, rest = part.next_spike.copy(), part.residual.copy()
    row, counts, pieces = np.empty(part.n + 1, np.int64), np.empty(n_steps, np.int64), []
    for k in range(n_steps):
        counts[k] = poisson_spikes(
            k, part.n, part.exposure, part.frame_steps, part.scale, part.seed, part.stream,
            place, rest, row, 0,
        )  # fmt: skip
        if counts[k]:
            pieces.append(row[: counts[k]].copy())
    neurons = np.concatenate(pieces) if pieces else np.empty(0, np.int64)
    return np.repeat(np.arange(n_steps), counts), neurons


def _wires(part, found):
    delays = part.delays
    if part.rows is not None and delays.size > 1:
        row = np.repeat(np.arange(part.rows.size - 1), np.diff(part.rows))
        delays = delays[row % delays.size]
    return Wires(
        part.name,
        part.pre.whole.name,
        part.post.whole.name,
        part.receptor,
        part.sources.astype(np.int64) + part.pre.low,
        part.targets.astype(np.int64) + part.post.low,
        np.array(part.weights, float).ravel(),
        np.broadcast_to(delays, (part.n_synapses,)).astype(np.int64),
        _rule(part, found),
    )


def _rule(part, found):
    rule = part.plasticity
    if rule is None:
        return None
    simple = rule.on_pre in DEPRESS and rule.on_post in POTENTIATE
    if not simple or rule.rescale or rule.eligibility is not None:
        found.refuse(part.name, f"the rule {rule.name or 'without a name'!r} is not pair STDP")
        return None
    nearest = rule.jump_pre is stdp.set_to_one
    taus = {"tau_plus": rule.pre.x, "tau_minus": rule.post.x}
    single = rule.dtype == "float32"
    return rule.params._asdict() | taus | {"nearest": nearest, "single": single}
