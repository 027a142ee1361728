"""Rules of plasticity that are written as equations, in Brian2's notation.

A text says what a spike that arrives and a spike of the neuron do, and how traces decay::

    w : 1
    dx/dt = -x/tau_plus
    dy/dt = -y/tau_minus
    on_pre: w = clip(w - A_minus*y, 0, 1); x += 1
    on_post: w = clip(w + A_plus*x, 0, 1); y += 1

The language is that of :func:`snnlib.neurons.from_equations` (:mod:`snnlib.equations`).  The
chapter "neurons/workbench" has a box to write such a text in.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.equations.given import parameter_values
from snnlib.equations.python import compiled, start
from snnlib.equations.rule import rule, time_constants
from snnlib.plasticity._model import Plasticity


def from_equations(
    text: str, *, params: Mapping[str, float] | None = None, name: str = "equations"
) -> Plasticity:
    """Return a rule whose equations are a text, for :meth:`snnlib.Network.connect`.

    The weight is called ``w``.  A network keeps each trace with the neurons of one side and decays
    it exactly, whatever ``method`` says.  So here an equation is that of a trace, ``dx/dt =
    -x/tau``; a trace changes at the spikes of one side, by what this side knows; ``start`` is not
    looked at, as :meth:`~snnlib.Network.connect` is given the weights and traces begin at 0.  What
    is written otherwise, with a threshold, ``I``, ``t``, ``dt``, ``xi`` or ``normal``, runs on one
    synapse by :func:`run_equations`.

    Parameters
    ----------
    text : str
        Equations, parameters, ``on_pre:`` and ``on_post:``; see :mod:`snnlib.equations`.
    params : mapping, name -> float, optional
        Other values of parameters, in the unit in which the text has them.
    name : str
        What ``repr`` of a network calls it.

    Returns
    -------
    rule : Plasticity
        It computes in float64.

    Raises
    ------
    snnlib.neurons.EquationError
        With the place of the first mistake, or of what a network cannot do.

    Examples
    --------
    >>> text = '''
    ... w : 1
    ... dx/dt = -x/tau
    ... tau = 20*ms
    ... on_pre: x += 1
    ... on_post: w += 0.01*x
    ... '''
    >>> from_equations(text).pre
    Pre(x=20.0)
    """
    _checks.instance_of("text", text, str)
    made = rule(text)
    values = _numbers(made.program.text, params)
    taus = {
        key: _checks.positive_number(f"the time constant of {key}", tau, "milliseconds")
        for key, tau in time_constants(made, values).items()
    }
    return Plasticity(
        params=made.parameters(**values),
        pre=made.pre(*(taus[key] for key in made.pre._fields)),
        post=made.post(*(taus[key] for key in made.post._fields)),
        on_pre=made.on_pre,
        on_post=made.on_post,
        jump_pre=made.jump_pre,
        jump_post=made.jump_post,
        name=name,
    )


class EquationRun(NamedTuple):
    """One synapse, step by step."""

    states: dict  # name -> (n_steps,) float64, after each step
    spike_times: np.ndarray  # (n_spikes,) float64, ms, of the neuron


def run_equations(
    text: str,
    pre_times: ArrayLike = (),
    post_times: ArrayLike = (),
    *,
    n_steps: int,
    dt: float = 0.1,
    current: ArrayLike = 0.0,
    params: Mapping[str, float] | None = None,
) -> EquationRun:
    """Run a text on one synapse, step by step: the same bits as the box of the book's page.

    In a step the states move; then the neuron spikes and ``on_post`` is done, then what arrives
    does ``on_pre``.  A text with a threshold has spikes of its own.

    Parameters
    ----------
    text : str
        Equations as :mod:`snnlib.equations` describes them.
    pre_times, post_times : (n_spikes,) array_like, ms, ascending
        When spikes arrive and, without a threshold, when the neuron spikes: at the end of the step
        that is nearest, the first of which ends at ``dt``; at most one in a step.
    n_steps : int
    dt : float, ms
    current : float or (n_steps,) array_like
        The input ``I`` in each step.
    params : mapping, name -> float, optional
        Other values of parameters, in the unit in which the text has them.

    Returns
    -------
    EquationRun
    """
    _checks.instance_of("text", text, str)
    made = compiled(text)
    n_steps = _checks.positive_integer("n_steps", n_steps)
    dt = _checks.positive_number("dt", dt, "milliseconds")
    arrives = _steps("pre_times", pre_times, n_steps, dt)
    fires = _steps("post_times", post_times, n_steps, dt)
    if arrives.any() and not made.program.of_synapse:
        raise ValueError("pre_times must be empty where the text has no line `on_pre:`")
    if fires.any() and (made.program.text.threshold or not made.program.of_synapse):
        why = "the text has a threshold, or no line `on_post:`"
        raise ValueError(f"post_times must be empty where {why}")
    current = _checks.finite_array("current", current, max_ndim=1, unit="nA")
    current = np.broadcast_to(current, (n_steps,))
    values = _numbers(made.program.text, params)
    given, state = made.parameters(**values), made.state(*start(made.program, values))
    path, spikes = np.empty((n_steps, len(state))), np.zeros(n_steps, bool)
    steps = zip(current.tolist(), arrives.tolist(), fires.tolist(), strict=True)
    for k, (now, arrived, fired) in enumerate(steps):
        events = (arrived, fired) if made.program.of_synapse else ()
        spikes[k], state = made.step(now, *events, state, given, dt)
        path[k] = state
    columns = dict(zip(made.state._fields, np.ascontiguousarray(path.T), strict=True))
    return EquationRun(columns, (np.flatnonzero(spikes) + 1) * dt)


def _steps(name, times, n_steps, dt):
    """Return in which steps there is a spike, (n_steps,) bool."""
    times = _checks.spike_times(name, times, ascending=True)
    steps = np.floor(times / dt + 0.5).astype(np.int64) - 1
    if steps.size and not (steps[0] >= 0 and steps[-1] < n_steps):
        raise ValueError(f"{name} must be from dt = {dt} ms to {n_steps * dt} ms")
    if (np.diff(steps) == 0).any():
        raise ValueError(f"{name} must have at most one spike in a step of dt = {dt} ms")
    found = np.zeros(n_steps, bool)
    found[steps] = True
    return found


def _numbers(text, params):
    """Return the values of all parameters in the library's units, each one number."""
    values = parameter_values(text.parameters, params or {})
    for key, value in values.items():
        if np.ndim(value):
            raise ValueError(f"params[{key!r}] must be one number, got shape {np.shape(value)}")
    return values
