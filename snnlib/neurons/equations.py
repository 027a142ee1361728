"""Neurons that are written as equations, in Brian2's notation.

The language, with its grammar, is described in :mod:`snnlib.equations`; a mistake is told with its
place and, where a name is close to one that is known, with a suggestion.
"""

from collections.abc import Mapping
from typing import Literal

from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib.equations.errors import EquationError
from snnlib.equations.given import parameter_values
from snnlib.equations.names import METHODS
from snnlib.equations.python import compiled, start
from snnlib.neurons._model import Neuron

__all__ = ["EquationError", "from_equations"]


def from_equations(
    text: str,
    *,
    threshold: str = "",
    reset: str = "",
    refractory: str = "",
    start_at: str = "",
    method: Literal["", "euler", "rk4", "exponential_euler"] = "",
    params: Mapping[str, ArrayLike] | None = None,
    dtype: Literal["float32", "float64"] = "float64",
    name: str = "equations",
) -> Neuron:
    """Return a neuron whose equations are a text, as a model for :class:`snnlib.Network`.

    The input ``I`` is the sum of what receptors and ``current`` give, constant during a time step.
    A spike counts as fired at the end of a step; ``refractory`` counts from there, in whole steps,
    in which there is no spike and equations marked ``(unless refractory)`` stand still.  Times are
    in ms; everything is computed in ms, mV, nA, MΩ, nF and µS.

    Parameters
    ----------
    text : str
        Equations ``dv/dt = ...``, parameters ``tau_m = 20*ms``, names for expressions; and, in
        lines of their own, ``threshold:``, ``reset:``, ``refractory:``, ``start:`` and ``method:``.
        The language is described in :mod:`snnlib.equations`.
    threshold, reset, refractory, start_at, method : str, optional
        What would stand in these lines of the text, which has none of them then.  Statements are
        separated by ``;`` or stand in lines of their own.
    params : mapping, name -> float or (n,) array_like, optional
        Other values of parameters, in the unit in which the text has them.
    dtype : {"float64", "float32"}
        Precision of states and arithmetic.
    name : str
        What ``repr`` of a network calls it.

    Returns
    -------
    model : Neuron
        Its state has a field for each equation, and ``refractory``, ``t``, ``stream`` and ``draws``
        where they are needed.  The noise ``xi`` of a neuron is drawn from its ``stream``:
        ``net.population("cells", n, model, stream=range(n))`` gives each its own.

    Raises
    ------
    EquationError
        With the place of the first mistake, what is wrong, and what may have been meant; it is a
        ValueError.

    Examples
    --------
    >>> text = '''
    ... dv/dt = (v_rest - v + R_m*I)/tau_m : volt
    ... tau_m = 20*ms
    ... R_m = 10*Mohm
    ... v_rest = -70*mV
    ... start: v = v_rest
    ... '''
    >>> model = from_equations(text, threshold="v > -50*mV", reset="v = v_rest")
    >>> model.params
    Parameters(tau_m=20.0, R_m=10.0, v_rest=-70.0)
    """
    _checks.instance_of("text", text, str)
    _checks.one_of("dtype", dtype, ("float32", "float64"))
    sections = (
        ("threshold", threshold),
        ("reset", reset),
        ("refractory", refractory),
        ("start", start_at),
        ("method", method),
    )
    for section, given in sections:
        _checks.instance_of(section, given, str)
    if method:
        _checks.one_of("method", method, METHODS)
    made = compiled(_whole(text, sections))
    if made.program.of_synapse:
        seen = made.program.text.seen
        at = min(seen[one] for one in ("on_pre", "on_post") if one in seen)
        words = "what spikes do to a synapse stands in a rule; see snnlib.plasticity.from_equations"
        raise EquationError(words, at, made.program.text.text)
    values = parameter_values(made.program.text.parameters, params or {})
    begin = start(made.program, values)
    return Neuron(made.step, made.parameters(**values), made.state(*begin), dtype=dtype, name=name)


def _whole(text, sections):
    """Return the text with what was given beside it in lines of their own."""
    lines = [text.rstrip("\n")]
    for section, given in sections:
        if given.strip():
            pieces = [piece.strip() for piece in given.strip().splitlines()]
            lines.append(f"{section}: {'; '.join(piece for piece in pieces if piece)}")
    return "\n".join(lines)
