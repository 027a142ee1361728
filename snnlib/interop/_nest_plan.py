"""From a network to what NEST is to be told: its models, its units, its conventions.

* Currents are in pA there, conductances in nS, capacitances in pF.
* V_m begins at a value of its own there, and is always written.
* ``iaf_psc_delta`` adds a jump at the end of a step and fires in it, where :class:`snnlib.Network`
  adds it at the beginning of the next.  With one step added to each delay both see the same
  potential at the same time, NEST before the step's decay and the library after it.
* A neuron with a moving threshold is NEST's generalised one, whose spikes are drawn with a
  probability that rises from 0 to 1 around the threshold: within 1e-12 mV, so that nothing of
  chance is left.
"""

import numpy as np

from snnlib.interop._network import EQUATIONS_KIND, Plain
from snnlib.interop._sizes import conductance_error, izhikevich_error
from snnlib.math import exp, expm1

NEVER = 1e9  # mV, a threshold that is not reached
SHARP = 1e-12  # mV, over which the probability of a spike rises
CURRENTS = {"exponential": "exp", "alpha": "alpha"}
SCALE = {"exponential": 1000.0, "alpha": 1000.0, "conductance": 1000.0, "delta": 1.0}


def nest_plan(net: Plain, found) -> dict:
    """Return what :mod:`._nest_build` builds."""
    populations, ports, later = {}, {}, set()
    for name, cells in net.cells.items():
        populations[name], ports[name] = _population(net, cells, found)
        if any(port.kind == "delta" for port in cells.ports.values()):
            later.add(name)
    inputs = {
        name: {
            "n": part.n,
            "times": np.round(part.steps * net.dt, 9),
            "neurons": part.neurons,
            "spikes": part.spikes,
        }
        for name, part in net.inputs.items()
    }
    connections = {
        name: _connection(net, wires, ports[wires.post], wires.post in later, found)
        for name, wires in net.wires.items()
        if wires.sources.size
    }
    return {
        "dt": net.dt,
        "n_steps": net.n_steps,
        "populations": populations,
        "inputs": inputs,
        "connections": connections,
    }


def _population(net, cells, found):
    """Return what is to be created, and for each port its (receptor_type, factor of weights)."""
    kinds = sorted({port.kind for port in cells.ports.values()})
    if cells.kind == EQUATIONS_KIND:
        found.refuse(cells.name, "a neuron from equations, which NEST has no model for")
    if cells.kind in (None, EQUATIONS_KIND) or None in kinds:
        return {}, {}
    if len(kinds) > 1:
        found.refuse(
            cells.name,
            f"receptors of several kinds ({', '.join(kinds)}), which no model of NEST has",
        )
        return {}, {}
    kind = kinds[0] if kinds else "exponential"
    make = _izhikevich if cells.kind == "Izhikevich" else _integrate_and_fire
    model, parameters, arrays, ports, seen = make(net, cells, kind, found)
    samples = cells.samples.get("v")
    return {
        "model": model,
        "n": cells.n,
        "lists": arrays,  # parameters of the model that are lists themselves
        "parameters": parameters,
        "spikes": cells.spikes,
        "samples": samples and {"neurons": samples[0], "every": samples[1] * net.dt},
        "seen": seen,  # how the library's v comes from V_m
    }, ports


def _integrate_and_fire(net, cells, kind, found):
    p = cells.params
    parameters = {
        "C_m": 1000.0 * np.divide(p["tau_m"], p["R_m"]),
        "E_L": p["v_rest"],
        "V_reset": p.get("v_reset", p["v_rest"]),
        "t_ref": cells.pause * net.dt,
        "I_e": 1000.0 * np.asarray(cells.current)[()],
        "V_m": cells.start["v"],
    }
    threshold = p.get("v_th", NEVER)
    if cells.kind == "adaptive LIF" or (kind == "conductance" and len(cells.ports) > 2):
        return _generalised(net, cells, kind, parameters | {"V_T_star": threshold}, found)
    parameters["V_th"] = threshold
    if kind == "conductance":
        return _conductance(net, cells, parameters, found)
    parameters["tau_m"] = p["tau_m"]
    if kind == "delta":
        return _delta(net, cells, parameters, found)
    taus = [port.params["tau"] for port in cells.ports.values()]
    model = f"iaf_psc_{CURRENTS[kind]}"
    if len(taus) > 1:
        ports = {key: (i + 1, SCALE[kind]) for i, key in enumerate(cells.ports)}
        return f"{model}_multisynapse", parameters, {"tau_syn": taus}, ports, None
    if taus:
        parameters |= {"tau_syn_ex": taus[0], "tau_syn_in": taus[0]}
    return model, parameters, {}, dict.fromkeys(cells.ports, (0, SCALE[kind])), None


def _delta(net, cells, parameters, found):
    """Return ``iaf_psc_delta`` one step ahead: see the top of the module."""
    p = cells.params
    v_inf = p["v_rest"] + p["R_m"] * np.asarray(cells.current)[()]
    left = np.vectorize(exp)(-net.dt / np.asarray(p["tau_m"], float))[()]
    if np.any(v_inf > parameters["V_th"]):
        found.differ(
            cells.name,
            "a constant current drives it above its threshold; a spike that the current causes, "
            "and not an arrival, comes later in NEST's iaf_psc_delta, here by",
            net.dt,
            "ms",
        )
    for key in ("V_reset", "V_m"):
        parameters[key] = v_inf + (parameters[key] - v_inf) / left
    if np.any(parameters["V_reset"] >= parameters["V_th"]):
        found.refuse(cells.name, "v_reset is less than a step below v_th")
    ports = dict.fromkeys(cells.ports, (0, 1.0))
    parameters["refractory_input"] = False
    return "iaf_psc_delta", parameters, {}, ports, {"v_inf": v_inf, "left": left}


def _conductance(net, cells, parameters, found):
    """Return ``iaf_cond_exp``, whose weights say by their sign which of two receptors is meant."""
    p = cells.params
    parameters["g_L"] = 1000.0 / np.asarray(p["R_m"])[()]
    ports, sides = {}, (("ex", 1000.0), ("in", -1000.0))
    for (key, port), (side, factor) in zip(cells.ports.items(), sides, strict=False):
        parameters |= {
            f"tau_syn_{side}": port.params["tau"],
            f"E_{side}": port.params["reversal"],
        }
        ports[key] = 0, factor
    _say_conductance(net, cells, found)
    return "iaf_cond_exp", parameters, {}, ports, None


def _say_conductance(net, cells, found):
    weight = _largest(net, cells.name)
    error = max(conductance_error(net.dt, cells.params, port, weight) for port in _all(cells))
    found.differ(
        cells.name,
        "the current of a conductance is held for a time step here and followed by NEST's solver; "
        f"after one spike of the largest weight, {weight:.3g} µS, v differs by up to",
        error,
        "mV",
    )


def _all(cells):
    return [port.params for port in cells.ports.values()]


def _largest(net, name):
    weights = [
        abs(w.weights).max() for w in net.wires.values() if w.post == name and w.weights.size
    ]
    return float(max(weights, default=0.0))


def _generalised(net, cells, kind, parameters, found):
    """Return ``gif_psc_exp_multisynapse`` or ``gif_cond_exp_multisynapse`` without its chance."""
    p = cells.params
    if kind not in ("exponential", "conductance"):
        found.refuse(cells.name, f"{cells.kind} with {kind} synapses, which NEST does not have")
    if np.any(np.equal(cells.pause, 0)):
        found.refuse(cells.name, "t_ref must be at least dt: NEST's model resets during the pause")
    if p.get("target_rate", 0.0):
        found.refuse(cells.name, "target_rate, by which the threshold sinks; NEST's decays only")
    if np.any(cells.start.get("theta", 0.0)):
        found.refuse(cells.name, "theta must be 0 at the beginning")
    if "v" in cells.samples:
        gap = float(np.max(p["v_th"] - np.asarray(p["v_reset"])))
        found.differ(
            cells.name,
            "the sample of v in the step of a spike is the one before the reset in NEST, above by",
            gap,
            "mV",
        )
    if cells.kind == "adaptive LIF":
        found.differ(
            cells.name,
            "a threshold that sinks onto v makes the neuron spike here, and in NEST only if v is "
            "there at the end of the step, too; in a step, what a spike has added sinks by",
            -p["theta_plus"] * expm1(-net.dt / p["tau_theta"]),
            "mV",
        )
    parameters |= {
        "g_L": 1000.0 / np.asarray(p["R_m"])[()],
        "Delta_V": SHARP,
        "lambda_0": 1e12,
    }
    adapting = cells.kind == "adaptive LIF"
    arrays = {
        "tau_syn": [port["tau"] for port in _all(cells)] or [5.0],
        "tau_sfa": [p["tau_theta"]] if adapting else [],
        "q_sfa": [p["theta_plus"]] if adapting else [],
        "tau_stc": [],
        "q_stc": [],
    }
    model = "gif_psc_exp_multisynapse"
    if kind == "conductance":
        model = "gif_cond_exp_multisynapse"
        arrays["E_rev"] = [port["reversal"] for port in _all(cells)]
        _say_conductance(net, cells, found)
    ports = {key: (i + 1, 1000.0) for i, key in enumerate(cells.ports)}
    return model, parameters, arrays, ports, None


def _izhikevich(net, cells, kind, found):
    if cells.ports and kind != "delta":
        found.refuse(cells.name, f"Izhikevich's neuron with {kind} synapses, which NEST has not")
    if cells.ports:
        weight = _largest(net, cells.name)
        found.differ(
            cells.name,
            "a spike that arrives is a jump at the beginning of a step here and a current through "
            f"the step in NEST; after one spike of the largest weight, {weight:.3g} mV, v differs "
            "by up to",
            izhikevich_error(net.dt, cells.params, weight),
            "mV",
        )
    found.differ(
        cells.name,
        "NEST sums the terms of dv/dt in another order; neurons that fire chaotically, in bursts, "
        "let a rounding grow until spikes move; rounding of v",
        float(np.spacing(100.0)),
        "mV a step",
    )
    parameters = {
        **cells.params,
        "I_e": cells.current,
        "V_m": cells.start["v"],
        "U_m": cells.start["u"],
        "V_th": 30.0,
        "consistent_integration": False,
    }
    return "izhikevich", parameters, {}, dict.fromkeys(cells.ports, (0, 1.0 / net.dt)), None


def _connection(net, wires, ports, later, found):
    receptor, factor = ports.get(wires.port, (0, 1.0))
    if wires.rule is not None:
        found.refuse(wires.name, _why_no_stdp(net, wires))
    return {
        "pre": wires.pre,
        "post": wires.post,
        "receptor_type": receptor,
        "sources": wires.sources,
        "targets": wires.targets,
        "weights": wires.weights * factor,
        "delays": np.round((wires.delays + later) * net.dt, 9),
    }


def _why_no_stdp(net, wires):
    rule = wires.rule
    least = int(wires.delays.min())
    shift = net.dt * least
    return (
        "pair STDP, which NEST's stdp_synapse computes otherwise: it counts the delay on the side "
        f"of the receiver, so that pairs within {shift:g} ms on either side of an arrival change "
        f"the weight in the other direction, by up to {max(rule['A_plus'], rule['A_minus']):.2g}, "
        "and it delivers a spike with the weight after the change; freeze the weights "
        "(build the network without plasticity=) or export to Brian2"
    )
