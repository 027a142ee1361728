"""The membrane as a circuit: a resistor and a capacitor side by side (RC).

The unit system of this library multiplies out: MΩ times nF is ms, nA times MΩ is mV, nA times ms is
pC, and pC over nF is mV.  The circuit's equation,

    C_m dv/dt = -(v - v_rest) / R_m + I,

is that of :mod:`snnlib.neurons.leaky_integrator` multiplied by R_m, with ``tau_m = R_m C_m``; how v
follows a current is there.  The chapter "spikes/membrane" explains it.
"""

from snnlib import _validate
from snnlib._jit import jit
from snnlib.math import exp
from snnlib.neurons.leaky_integrator import LeakyIntegratorParameters


def rc_membrane(R_m, C_m, v_rest=-70.0):
    """Parameters of the leaky integrator with this resistance and this capacitance.

    Parameters
    ----------
    R_m : float, MΩ
    C_m : float, nF
    v_rest : float, mV

    Returns
    -------
    params : LeakyIntegratorParameters
        With ``tau_m = R_m * C_m`` in ms.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> rc_membrane(R_m=10.0, C_m=2.0)
    LeakyIntegratorParameters(tau_m=20.0, R_m=10.0, v_rest=-70.0)
    """
    R_m = _validate.positive_number("R_m", R_m, "megaohms")
    C_m = _validate.positive_number("C_m", C_m, "nanofarads")
    v_rest = _validate.finite_number("v_rest", v_rest, "millivolts")
    tau_m = _validate.positive_number("R_m * C_m", R_m * C_m, "milliseconds")
    return LeakyIntegratorParameters(tau_m, R_m, v_rest)


@jit
def impulse_response(t, params):
    """How far v is from rest at the time t after a charge of 1 pC came all at once.

    The response to any current is the sum of those to its small pieces of charge ``I dt``: the
    integral of ``I(s) * impulse_response(t - s, params)`` over s.

    Parameters
    ----------
    t : float, ms
    params : LeakyIntegratorParameters
        Or any other named tuple with ``tau_m`` and ``R_m``.

    Returns
    -------
    response : float, mV/pC
        ``exp(-t / tau_m) / C_m`` with ``C_m = tau_m / R_m``, and 0 before the charge.
    """
    return params.R_m / params.tau_m * exp(-t / params.tau_m) if t >= 0.0 else 0.0
