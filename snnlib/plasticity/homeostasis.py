"""Homeostasis: slow rules that keep a neuron's rate near a target, whatever fast ones do.

Synaptic scaling multiplies all weights onto a neuron by one factor, and so keeps their ratios
(Turrigiano 2008, doi:10.1016/j.cell.2008.10.008).  The chapter "learning/stability" shows what it
mends, and that it oscillates where it is in a hurry.

Intrinsic plasticity moves the neuron's threshold instead; the weights stay as they are.
"""

from collections import namedtuple
from functools import cache
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import Positive
from snnlib._jit import jit
from snnlib.neurons import lif
from snnlib.neurons.lif import LIFParameters, LIFState
from snnlib.plasticity._model import Plasticity


@jit
def scaling_factor(rate: float, target: float, strength: float) -> float:
    """Return a factor for a neuron's weights from its rate; positive for ``strength`` < 1.

    It is the implicit Euler step of ``tau_w dw/dt = w (1 - rate / target)`` with
    ``strength = every / tau_w``.
    """
    return 1.0 / (1.0 + strength * (rate / target - 1.0))


def with_scaling(
    rule: Plasticity,
    target_rate: float,
    tau_rate: float = 5000.0,
    tau_w: float = 50000.0,
    every: float = 100.0,
) -> Plasticity:
    """Add synaptic scaling, with the postsynaptic trace ``rate`` in Hz, to a rule without it.

    ``target_rate`` is in Hz, all times in ms.  The neuron estimates its own rate over ``tau_rate``;
    ``tau_w`` is of the weights: what is twice too fast sheds a fraction ``every / tau_w`` of its
    weights, or a little less, every ``every`` ms (at most ``tau_w / 2``).  Scaled weights stay
    within the rule's limits.  A tau_w that is not long relative to tau_rate oscillates.
    """
    _checks.instance_of("rule", rule, Plasticity)
    if rule.rescale is not None:
        raise ValueError("rule must not have a rescale of its own")
    target = _checks.positive_number("target_rate", target_rate, "Hz")
    times = _checks.positive_times(tau_rate=tau_rate, tau_w=tau_w, every=every)
    tau_rate, tau_w, every = times
    if every > 0.5 * tau_w:
        raise ValueError(f"every must be at most tau_w / 2 = {0.5 * tau_w:g}, got {every:g}")
    own = {"rate_jump": 1000.0 / tau_rate, "target": target, "strength": every / tau_w}
    traces, jump = _and_rate(rule.jump_post, type(rule.post))

    def prepare(params, dt):
        inner = type(rule.params)(*params[: len(rule.params)])
        inner = rule.prepare(inner, dt) if rule.prepare else inner
        return _joined(inner, {name: getattr(params, name) for name in own})

    return rule._replace(
        params=_joined(rule.params, own),
        post=traces(*rule.post, tau_rate),
        jump_post=jump,
        prepare=prepare if rule.prepare else None,
        rescale=scale_to_target,
        rescale_every=every,
        name=f"{rule.name} with scaling",
    )


def _joined(params, more):
    """Return the named tuple with the fields of another, and more."""
    return _longer(type(params), tuple(more))(*params, *more.values())


@cache
def _longer(kind, fields):
    """Make a kind of named tuple with more fields than another; asked again, it is the same."""
    return namedtuple(f"{kind.__name__}And{fields[0].title()}", (*kind._fields, *fields))


@cache
def _and_rate(jump, inner):
    """A kind of traces, and a function that counts a spike as ``jump`` does and in ``rate``."""
    n, outer = len(inner._fields), _longer(inner, ("rate",))

    def jump_and_rate(traces, c):
        return outer(*jump(inner(*traces[:n]), c)[:n], traces.rate + c.rate_jump)

    jump_and_rate.__module__ = "scaled"  # made here, so no other process finds it on the disk
    return outer, jump_and_rate


@jit
def scale_to_target(total: float, post: Any, c: Any) -> float:
    """Return the factor for the weights onto a neuron, from its trace ``rate``."""
    return scaling_factor(post.rate, c.target, c.strength)


class IntrinsicPlasticity(NamedTuple):
    """A threshold that rises with each spike and sinks between them, to hold a rate."""

    target_rate: Annotated[float, Positive("Hz")] = 5.0
    eta: Annotated[float, Positive("mV")] = 0.1  # by which a spike raises the threshold


@jit
def threshold_step(v_th: float, spiked: bool, params: IntrinsicPlasticity, dt: float) -> float:
    """Move the threshold by a time step: ``dv_th/dt = eta (spikes - target_rate)``."""
    sunk = v_th - params.eta * params.target_rate * (dt / 1000.0)
    return sunk + params.eta if spiked else sunk


class HomeostaticRun(NamedTuple):
    """Output of :func:`homeostatic_lif`."""

    v_th: np.ndarray  # (n_steps,) mV, threshold after each step
    spike_times: np.ndarray  # (n_spikes,) ms


@jit
def _run_homeostatic(current, params, plasticity, dt, v_th, spiked):
    """Fill the threshold and whether there was a spike, step by step."""
    state, threshold = LIFState(params.v_rest, 0.0), params.v_th
    constants = lif.constants(params, dt)
    for k in range(v_th.size):
        now = lif.with_threshold(constants, threshold)
        spiked[k], state = lif.step(current[k], state, now, dt)
        moved = threshold_step(threshold, spiked[k], plasticity, dt)
        threshold = moved if moved > params.v_reset else threshold
        v_th[k] = threshold


def homeostatic_lif(
    current: ArrayLike,
    params: LIFParameters = LIFParameters(),
    plasticity: IntrinsicPlasticity = IntrinsicPlasticity(),
    dt: float = 0.1,
) -> HomeostaticRun:
    """Simulate a LIF neuron that moves its own threshold until it fires at a target rate.

    The threshold begins at ``params.v_th``, and its change is ``eta`` times the spikes that are
    more than the target asks for, exactly.  A step that would take it to ``v_reset`` or below is
    not taken.  ``current`` is (n_steps,) array_like in nA and ``dt`` in ms; spikes are at the end
    of their steps.
    """
    params = lif.checked(params)
    plasticity = _declared.checked(plasticity, IntrinsicPlasticity, "plasticity", "plasticity.")
    dt = _checks.positive_number("dt", dt, "milliseconds")
    current = _checks.finite_array("current", current, max_ndim=1, unit="nanoamperes")
    current = np.atleast_1d(current)
    v_th, spiked = np.zeros(len(current)), np.zeros(len(current), bool)
    _run_homeostatic(current, params, plasticity, dt, v_th, spiked)
    return HomeostaticRun(v_th, (np.flatnonzero(spiked) + 1.0) * dt)
