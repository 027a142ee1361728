"""Populations of a network as nodes of NIR."""

import numpy as np

from snnlib.interop._nir_units import seconds
from snnlib.math import expm1
from snnlib.neurons import leaky, lif
from snnlib.synapses import receptors
from snnlib.synapses.potentials import held_decay

MODELS = {lif.step: "LIF", leaky.network_step: "LI"}


def start(part, field):
    """Return the state with which a population begins if nothing else is said."""
    return np.asarray(getattr(part.neuron.state, field), part.state[field].dtype)


def _one_receptor(part):
    """Return the population's receptor, or None; refuse what has no node."""
    if part.neuron.step not in MODELS:
        raise ValueError(
            f"{part.name}: NIR has no node for a neuron of the model {part.neuron.name!r}; it has "
            f"LIF neurons and leaky integrators"
        )
    if len(part.receptors) > 1:
        raise ValueError(
            f"{part.name}: a neuron of NIR has one kind of synapses, got {len(part.receptors)}: "
            f"{', '.join(part.receptors)}"
        )
    for receptor, _ in part.receptors.values():
        if receptor.step in (receptors.delta_step, receptors.exponential_step):
            return receptor
        raise ValueError(
            f"{part.name}: NIR has no node for synapses of the kind {receptor.name!r}; it has "
            f"delta and exponential ones"
        )
    return None


def weight_scale(part, dt, integration):
    """Return what the weights onto each neuron are multiplied with, (n,) float64.

    A jump of v by w is what an input of w tau_m / dt does in a step, in Euler's way.  For readers
    that take such steps, currents become the jump of v that they make in a step, too.
    """
    receptor = _one_receptor(part)
    tau_m = _full(part.neuron.params.tau_m, part.n)
    if receptor.step is receptors.delta_step:
        return tau_m / dt if integration == "exact" else 1.0 / _gain(tau_m, dt)
    if integration == "exact":
        return np.ones(part.n)
    R_m = _full(part.neuron.params.R_m, part.n)
    return jump_of_a_current(tau_m, R_m, receptor.params.tau, dt)


def jump_of_a_current(tau_m, R_m, tau, dt):
    """Return how far 1 nA of an exponential synapse moves v in the step in which it comes."""
    held = np.array([held_decay(tau, one, dt) for one in tau_m])
    return _gain(tau_m, dt) * R_m * held


def _gain(tau, dt):
    """Return the part of its way that v goes in a step."""
    return np.array([-expm1(-dt / one) for one in tau])


def _full(value, n):
    return np.broadcast_to(np.asarray(value, float), (n,)).copy()


def node(nir, part, dt, integration):
    """Return the node of a population."""
    receptor = _one_receptor(part)
    p = type(part.neuron.params)(*(_full(x, part.n) for x in part.neuron.params))
    drive = p.R_m * _full(part.current, part.n)
    cuba = receptor is not None and receptor.step is receptors.exponential_step
    tau, r = seconds(p.tau_m), p.R_m if cuba else np.ones(part.n)
    fields = {"v_leak": drive}
    if MODELS[part.neuron.step] == "LIF":
        fields |= {"v_threshold": p.v_th - p.v_rest, "v_reset": p.v_reset - p.v_rest}
    tau_syn = seconds(np.full(part.n, receptor.params.tau)) if cuba else None
    if integration == "euler":
        gain = _gain(p.tau_m, dt)
        tau = seconds(dt) / gain
        if cuba:
            tau_syn = seconds(dt) / _gain(np.full(part.n, receptor.params.tau), dt)
            r = tau / seconds(dt)
        elif "v_reset" in fields:  # v is looked at right after a jump, before it decays
            fields["v_reset"] = drive + (fields["v_reset"] - drive) / (1.0 - gain)
    about = {"v_rest_mV": p.v_rest, "R_m_MOhm": p.R_m, "current_nA": _full(part.current, part.n)}
    about["receptor"] = next(iter(part.receptors), "")
    if cuba:
        w_in = tau_syn / seconds(dt)
        kind = nir.CubaLIF if "v_threshold" in fields else nir.CubaLI
        return kind(tau_syn=tau_syn, tau_mem=tau, r=r, w_in=w_in, **fields, metadata=about)
    kind = nir.LIF if "v_threshold" in fields else nir.LI
    return kind(tau=tau, r=r, **fields, metadata=about)
