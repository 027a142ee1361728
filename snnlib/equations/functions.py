"""Functions of the language that are made of those of :mod:`snnlib.math`."""

from snnlib import random
from snnlib._jit import jit
from snnlib.math import exp, expm1
from snnlib.random import normal


@jit
def tanh(x: float) -> float:
    """Compute the hyperbolic tangent, ``expm1(2 x) / (expm1(2 x) + 2)``, within some 2 ulp."""
    y = expm1(2.0 * min(max(-20.0, x), 20.0))  # beyond, it is 1 to the last bit
    return y / (y + 2.0) if x == x else x


@jit
def cosh(x: float) -> float:
    """Compute the hyperbolic cosine."""
    y = exp(abs(x))
    return 0.5 * y + 0.5 / y


@jit
def sinh(x: float) -> float:
    """Compute the hyperbolic sine, without loss for small x."""
    y = expm1(abs(x))
    half = 0.5 * (y + y / (y + 1.0)) if y < 1e300 else 0.5 * y
    return half if x >= 0.0 else -half


@jit
def exprel(x: float) -> float:
    """Compute ``(exp(x) - 1) / x``, 1 at 0."""
    return 1.0 if abs(x) <= 1e-16 else expm1(x) / x


@jit
def noise(stream: float, draws: float) -> float:
    """Draw the standard normal number of a step, of a neuron's stream; its seed is 0."""
    return normal(0, int(stream), int(draws))


@jit
def uniform(stream: float, draws: float) -> float:
    """Draw a uniform number of a step, of a stream; its seed is 0."""
    return random.uniform(0, int(stream), int(draws))
