"""From a network to what Brian2 is to be told: equations, a time step, and its conventions.

* A spike is stamped with the beginning of its time step there, with its end here.
* A refractory period counts from that stamp, so it is one step longer there: ``t_ref + dt``.
* The equations are the model's own.  They are integrated by the library's time step, which is exact
  where the equations are linear; Brian2's ``method="exact"`` gives NaN where two time constants
  are equal, and sees a jump of v one step later.
* Of an arrival and a spike at the same time the spike goes first, where synapses learn.
"""

import numpy as np

from snnlib.interop._brian2_equations import equations_group, equations_start
from snnlib.interop._network import EQUATIONS_KIND, Plain
from snnlib.math import exp, expm1
from snnlib.synapses.potentials import held_decay, held_rise

PLAIN = ("Izhikevich", EQUATIONS_KIND)  # in the library's units, as numbers
NEVER = 1e9  # mV, a threshold that is not reached
UNITS = {"exponential": "amp", "alpha": "amp", "conductance": "siemens", "delta": "volt"}
SCALES = {"amp": "namp", "siemens": "usiemens", "volt": "mV", "1": "1"}
FIRST = {"exponential": "g", "alpha": "x", "conductance": "g", "delta": "jump"}
FLOWS = {
    "exponential": "{k}_held * {k}_g",
    "alpha": "{k}_held * {k}_g + {k}_held_rise * {k}_x",
    "conductance": "{k}_held * {k}_g * ({k}_reversal - {v})",
}
CURRENTS = {"exponential": "{k}_g", "alpha": "{k}_g", "conductance": "{k}_g * ({k}_reversal - v)"}
DECAYS = {
    "exponential": ["{k}_g = {k}_g * exp(-dt / {k}_tau)"],
    "alpha": [
        "{k}_g = ({k}_g + exp(1) * dt / {k}_tau * {k}_x) * exp(-dt / {k}_tau)",
        "{k}_x = {k}_x * exp(-dt / {k}_tau)",
    ],
    "conductance": ["{k}_g = {k}_g * exp(-dt / {k}_tau)"],
    "delta": [],
}
EQUATIONS = {
    "exponential": ["d{k}_g/dt = -{k}_g / {k}_tau : {unit}"],
    "alpha": [
        "d{k}_g/dt = (exp(1) * {k}_x - {k}_g) / {k}_tau : {unit}",
        "d{k}_x/dt = -{k}_x / {k}_tau : {unit}",
    ],
    "conductance": ["d{k}_g/dt = -{k}_g / {k}_tau : {unit}"],
    "delta": ["{k}_jump : {unit}  # added to v when the next step begins"],
}


def brian2_plan(net: Plain, found) -> dict:
    """Return what :mod:`._brian2_build` builds."""
    groups = {name: _group(net, cells) for name, cells in net.cells.items() if _known(cells)}
    inputs = {
        name: {
            "n": part.n,
            "times": np.round((part.steps - 1) * net.dt, 9),
            "neurons": part.neurons,
            "spikes": part.spikes,
        }
        for name, part in net.inputs.items()
    }
    connections = {
        name: _connection(net, wires, found)
        for name, wires in net.wires.items()
        if wires.sources.size and _known(net.cells[wires.post])
    }
    return {
        "dt": net.dt,
        "n_steps": net.n_steps,
        "groups": groups,
        "inputs": inputs,
        "connections": connections,
    }


def _known(cells):
    return cells.kind is not None and all(port.kind for port in cells.ports.values())


class _Group:
    """The text and the numbers of one group of neurons."""

    def __init__(self, plain):
        self.equations, self.step, self.plain = [], [], plain
        self.v = "v"  # what v is called after the jumps so far
        self.numbers = {}  # name -> (value, unit)

    def number(self, name, value, unit):
        """Make a parameter known; one for each neuron is a variable of the group."""
        value = np.asarray(value, float)[()]
        if np.ndim(value):
            kind = {"ms": "second", "Mohm": "ohm", "mV": "volt", "namp": "amp"}.get(unit, "1")
            self.equations.append(f"{name} : {kind} (constant)")
        self.numbers[name] = value, unit


def _group(net, cells):
    plain = cells.kind in PLAIN
    group = _Group(plain)
    tau_m = np.inf if plain else cells.params["tau_m"]
    flows, currents = [], []
    if np.any(cells.current):
        group.number("I", cells.current, "1" if plain else "namp")
        flows, currents = ["I"], ["I"]
    for key, port in cells.ports.items():
        _receive(group, net.dt, key, port, tau_m, not plain and "v_th" in cells.params)
        if port.kind != "delta":
            group.step.append(f"{key}_now = {FLOWS[port.kind].format(k=key, v=group.v)}")
            flows.append(f"{key}_now")
            currents.append(CURRENTS[port.kind].format(k=key))
    jumps = any(port.kind == "delta" for port in cells.ports.values())
    form = " + {}" if plain else " + R_m * ({})"
    texts = (form.format(" + ".join(each)) if each else "" for each in (flows, currents))
    if cells.kind == EQUATIONS_KIND:
        spiking = equations_group(group, net.dt, cells, next(texts))
    else:
        make = _izhikevich if plain else _integrate_and_fire
        spiking = make(group, net.dt, cells, *texts, jumps)
    for key, port in cells.ports.items():
        group.step += [line.format(k=key) for line in DECAYS[port.kind]]
    samples = cells.samples.get("v")
    return {
        "n": cells.n,
        "equations": "\n".join(group.equations),
        "step": "\n".join(group.step),
        **spiking,
        "numbers": group.numbers,
        "start": _start(cells, plain),
        "spikes": cells.spikes,
        "samples": samples and {"neurons": samples[0], "every": samples[1]},
    }


def _receive(group, dt, key, port, tau_m, pausing):
    """Equations and numbers of a receptor, and its jump."""
    unit = "1" if group.plain else UNITS[port.kind]
    group.equations += [line.format(k=key, unit=unit) for line in EQUATIONS[port.kind]]
    if port.kind == "delta":
        # a name of its own: after "x = v", code for numpy would change x along with v
        free = " * int(not_refractory)" if pausing else ""
        group.step += [f"at_{key} = {group.v} + {key}_jump{free}", f"{key}_jump = 0"]
        group.v = f"at_{key}"
        return
    tau = port.params["tau"]
    group.number(f"{key}_tau", tau, "ms")
    each = {"held": held_decay} | ({"held_rise": held_rise} if port.kind == "alpha" else {})
    for name, function in each.items():
        value = np.vectorize(lambda one, f=function: f(tau, one, dt))(np.asarray(tau_m, float))
        group.number(f"{key}_{name}", value, "1")
    if port.kind == "conductance":
        group.number(f"{key}_reversal", port.params["reversal"], "1" if group.plain else "mV")


def _integrate_and_fire(group, dt, cells, flow, current, jumps):
    p, adapting = cells.params, cells.kind == "adaptive LIF"
    for name, unit in (("tau_m", "ms"), ("R_m", "Mohm"), ("v_rest", "mV")):
        group.number(name, p[name], unit)
    group.number("v_gain", -np.vectorize(expm1)(-dt / np.asarray(p["tau_m"], float)), "1")
    fires = "v_th" in p
    pausing = " (unless refractory)" if fires else ""
    group.equations.insert(0, f"dv/dt = (v_rest - v{current}) / tau_m : volt{pausing}")
    free = "int(not_refractory) * " if fires else ""
    watched = fires and (jumps or adapting)  # a threshold may sink onto v, too
    if watched:
        group.equations.append("peak : volt  # v at the beginning of the step, jumps included")
        group.step.append(f"peak = clip({group.v}, -1000, 1000)")  # a copy, in V
    group.step += [
        f"v_inf = v_rest{flow}",
        f"v = {group.v} + {free}v_gain * (v_inf - {group.v})",
    ]
    if not fires:
        group.number("v_never", NEVER, "mV")
        return {"threshold": "v >= v_never", "reset": None, "refractory": None}
    group.number("v_th", p["v_th"], "mV")
    group.number("v_reset", p["v_reset"], "mV")
    group.number("pause", (np.asarray(cells.pause) + 1) * dt, "ms")
    level, reset = "v_th", "v = v_reset"
    if adapting:
        level, reset = "level", "v = v_reset\ntheta += theta_plus"
        _adapt(group, dt, p)
    threshold = f"v >= {level}" + (f" or peak >= {level}" if watched else "")
    return {"threshold": threshold, "reset": reset, "refractory": "pause"}


def _adapt(group, dt, p):
    """Let the threshold sink in each step, after it was compared with v."""
    group.equations += [
        "dtheta/dt = -theta / tau_theta - theta_plus * target_rate : volt",
        "level : volt  # the threshold of this step",
    ]
    for name, unit in (("theta_plus", "mV"), ("tau_theta", "ms"), ("target_rate", "Hz")):
        group.number(name, p[name], unit)
    group.number("theta_left", exp(-dt / p["tau_theta"]), "1")
    group.step += [
        "level = v_th + theta",
        "theta = theta * theta_left - theta_plus * target_rate * dt",
    ]


def _izhikevich(group, dt, cells, flow, current, jumps):
    for name, value in cells.params.items():
        group.number(name, value, "1")
    group.number("h", dt, "1")
    group.equations[:0] = [
        f"dv/dt = (0.04 * v**2 + 5 * v + 140 - u{current}) / ms : 1",
        "du/dt = a * (b * v - u) / ms : 1",
    ]
    half = "v = {v} + 0.5 * h * ((0.04 * {v} + 5) * {v} + drive)"
    group.step += [
        "below = 140 - u",  # in a line of its own: Brian2 sums constants first, which rounds
        f"drive = below{flow}",  # otherwise
        half.format(v=group.v),
        half.format(v="v"),
        "u = u + h * a * (b * v - u)",
    ]
    return {"threshold": "v >= 30", "reset": "v = c\nu += d", "refractory": None}


def _start(cells, plain):
    if cells.kind == EQUATIONS_KIND:
        return equations_start(cells)
    names = {"v", "u", "theta"} & set(cells.start)
    return {name: (cells.start[name], "1" if plain else "mV") for name in sorted(names)}


def _connection(net, wires, found):
    cells = net.cells[wires.post]
    port = cells.ports[wires.port]
    unit = "1" if cells.kind in PLAIN else UNITS[port.kind]
    add = f"{wires.port}_{FIRST[port.kind]}_post += w"
    plan = {
        "pre": wires.pre,
        "post": wires.post,
        "model": f"w : {unit}" + ("" if wires.rule else " (constant)"),
        "on_pre": add,
        "on_post": None,
        "numbers": {},
        "sources": wires.sources,
        "targets": wires.targets,
        "weights": wires.weights,
        "unit": SCALES[unit],
        "delays": np.round(wires.delays * net.dt, 9),
    }
    return plan | (_learn(wires, unit, add, found) if wires.rule else {})


def _learn(wires, unit, add, found):
    """Pair STDP: a spike is delivered with the weight that it finds, which then changes."""
    rule, tick = wires.rule, "= 1" if wires.rule["nearest"] else "+= 1"
    if wires.weights.min() < rule["w_min"] or wires.weights.max() > rule["w_max"]:
        found.refuse(wires.name, "weights that begin outside of w_min to w_max of their rule")
    if rule["single"]:
        found.differ(
            wires.name,
            "weights that learn are kept in float32 here and in float64 there; "
            'rule._replace(dtype="float64") makes both alike; rounding of a weight',
            float(np.spacing(np.float32(max(abs(rule["w_min"]), abs(rule["w_max"]))))) / 2.0,
            SCALES[unit].replace("1", "of its unit"),
        )
    room = "(w_max - w_min)"
    fades = {
        "mu_minus": f" * clip((w - w_min) / {room}, 0, 1)**mu_minus",
        "mu_plus": f" * clip((w_max - w) / {room}, 0, 1)**mu_plus",
    }
    down, up = (fades[key] if rule[key] else "" for key in ("mu_minus", "mu_plus"))
    weights = {key: (rule[key], SCALES[unit]) for key in ("A_plus", "A_minus", "w_min", "w_max")}
    times = {key: (rule[key], "ms") for key in ("tau_plus", "tau_minus")}
    powers = {key: (rule[key], "1") for key in ("mu_plus", "mu_minus") if rule[key]}
    return {
        "model": f"w : {unit}\n"
        "dpre_trace/dt = -pre_trace / tau_plus : 1 (event-driven)\n"
        "dpost_trace/dt = -post_trace / tau_minus : 1 (event-driven)",
        "on_pre": f"{add}\nw = clip(w - A_minus{down} * post_trace, w_min, w_max)\n"
        f"pre_trace {tick}",
        "on_post": f"w = clip(w + A_plus{up} * pre_trace, w_min, w_max)\npost_trace {tick}",
        "numbers": weights | times | powers,
    }
