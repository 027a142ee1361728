"""One message sent down a chain of noisy repeaters, as analog values and as spikes.

A wire weakens what is sent (a part ``arriving`` of the amplitude is left) and adds Gaussian noise.
At the end of each stage stands a repeater.

* The *analog* channel sends a value x in [0, 1] as one amplitude, x times the full range of 1.  Its
  repeater amplifies by ``1 / arriving``, the noise with the signal, and the noise of all stages
  adds up.
* The *spiking* channel sends x in ``n_pulses`` time slots: a pulse of height h in the first
  ``round(x * n_pulses)`` of them, nothing in the others.  Its repeater decides in each slot whether
  there was a pulse, by a threshold at half the height that arrives, and sends a clean one.  Noise
  is gone at each stage, save where it was strong enough to make or unmake a pulse.

The reader counts pulses, and takes what is outside of [0, 1] on the analog wire for 0 or 1.

A comparison needs something that is kept equal.  ``same="noise"``: noise and pulse height are the
same for both, h = 1, and so the spiking channel uses the wire ``n_pulses`` times and spends more
energy.  ``same="energy"``: the pulses are made lower until the mean energy of a value (the sum of
squared amplitudes over its slots, as it is sent at the first stage) is that of the analog channel;
the noise is the same, and weighs more against the lower pulses.  In this sense an analog value
gains nothing from more slots: sent m times at ``1 / sqrt(m)`` of the height and averaged, it is
exactly as noisy.

Neither channel wins always.  With little noise the error of the spikes is that of rounding to
``n_pulses + 1`` values, and analog does better over a short chain; with strong noise at the same
energy spikes drown at once.  Neither reader guesses: for a message spread evenly over [0, 1] an
error beyond 0.29 is worse than to answer 1/2 to everything, and the message is lost.

The argument goes back to the telephone: Oliver, Pierce & Shannon (1948), "The philosophy of PCM",
Proc. IRE 36, 1324-1331; for neurons see Sarpeshkar (1998), "Analog versus digital: extrapolating
from electronics to neurobiology", Neural Computation 10, 1601-1638,
doi:10.1162/089976698300017052.  The
chapter "spikes/why-spikes" tells the story.

The error of both channels has a closed form.  With ``sigma = noise / arriving``, the noise of one
stage before the amplifier, after n stages

* the analog amplitude is the value plus Gaussian noise of variance ``n sigma**2``, which the reader
  cuts off at 0 and 1;
* a pulse or gap has been turned into its opposite with the probability ``P = (1 - (1 - 2 p)**n) /
  2``, where ``p = Q(h / (2 sigma))`` is the probability in one stage (h: height of the pulses, Q:
  tail of the normal law).  Of m slots with K pulses, ``K (1 - P) + (m - K) P`` are heard on
  average, with the variance ``m P (1 - P)``.
"""

from math import sqrt
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks, _declared
from snnlib._declared import NonNegative, Positive
from snnlib._jit import jit
from snnlib.math import exp, expm1, log1p
from snnlib.random import normal

MOST_VALUES, MOST_PULSES, MOST_STAGES = 2**20, 2**12, 2**20


class Wire(NamedTuple):
    """The stretch of wire before each repeater."""

    noise: Annotated[float, NonNegative()] = 0.1  # standard deviation, in full analog ranges
    arriving: Annotated[float, Positive()] = 1.0  # what it leaves of an amplitude, in (0, 1]


class RepeaterRun(NamedTuple):
    """Result of :func:`simulate`; row s is what a reader after s stages finds."""

    analog: np.ndarray  # (n_stages + 1, n_values) float64, in [0, 1]
    spiking: np.ndarray  # (n_stages + 1, n_values) float64, in [0, 1]
    analog_rmse: np.ndarray  # (n_stages + 1,) float64, root of the mean squared error
    spiking_rmse: np.ndarray  # (n_stages + 1,) float64
    pulse_height: float  # in full analog ranges
    analog_energy: float  # mean energy of a value as it is sent, in squared full ranges
    spiking_energy: float


@jit
def _noise_name(stage, value, slot):
    """Return a step of the stream for each stage, value and slot, whatever their numbers."""
    return (stage * MOST_VALUES + value) * MOST_PULSES + slot


@jit
def analog_stage(amplitude: float, wire: Wire, seed: int, stream: int, step: int) -> float:
    """Return an amplitude behind a stage of wire and amplifier; the last three name the noise."""
    return amplitude + wire.noise / wire.arriving * normal(seed, stream, step)


@jit
def pulse_stage(pulse: bool, height: float, wire: Wire, seed: int, stream: int, step: int) -> bool:
    """Return whether the repeater sends a pulse, after a stage on which there was one or not."""
    sent = height if pulse else 0.0
    arrived = wire.arriving * sent + wire.noise * normal(seed, stream, step)
    return arrived > 0.5 * wire.arriving * height


@jit
def pulse_count(value: float, n_pulses: int) -> int:
    """Return the number of pulses that stand for a value in [0, 1]."""
    return int(np.floor(value * n_pulses + 0.5))


@jit
def equal_energy_height(message: np.ndarray, n_pulses: int) -> float:
    """Return the height of the pulses at which a message costs the same in both channels.

    ``sqrt(sum of squared values / number of pulses)``; 1 where no pulse is sent.
    """
    energy = 0.0
    pulses = 0
    for i in range(message.size):
        energy += message[i] * message[i]
        pulses += pulse_count(message[i], n_pulses)
    return sqrt(energy / pulses) if pulses > 0 and energy > 0.0 else 1.0


@jit
def send_message(
    message: np.ndarray,
    n_pulses: int,
    height: float,
    wire: Wire,
    seed: int,
    analog: np.ndarray,
    spiking: np.ndarray,
) -> None:
    """Send a message down the chain by both channels, and write down what each stage hears.

    Analog noise is in stream 0 of the seed and that of the pulses in stream 1; a longer chain, a
    longer message or more pulses leave the noise of the others as it was.

    Parameters
    ----------
    message : (n_values,) float64, in [0, 1]
    height : float
        Of the pulses: 1, or :func:`equal_energy_height`.
    analog, spiking : (n_stages + 1, n_values) float64
        Filled: row s with what a reader after s stages finds.
    """
    for i in range(message.size):
        amplitude = message[i]
        for s in range(analog.shape[0]):
            if s > 0:
                amplitude = analog_stage(amplitude, wire, seed, 0, _noise_name(s, i, 0))
            analog[s, i] = min(max(amplitude, 0.0), 1.0)
            spiking[s, i] = 0.0
        n_sent = pulse_count(message[i], n_pulses)
        for slot in range(n_pulses):
            pulse = slot < n_sent
            for s in range(spiking.shape[0]):
                if s > 0:
                    pulse = pulse_stage(pulse, height, wire, seed, 1, _noise_name(s, i, slot))
                if pulse:
                    spiking[s, i] += 1.0
        for s in range(spiking.shape[0]):
            spiking[s, i] = spiking[s, i] / n_pulses


def checked(message: ArrayLike, n_stages: int, n_pulses: int, wire: Wire, same: str) -> tuple:
    """Return the arguments in the form for the kernels, and the height of the pulses."""
    message = _checks.finite_array("message", message)
    if message.ndim != 1 or message.size > MOST_VALUES:
        raise ValueError(
            f"message must have one axis of at most {MOST_VALUES} values, got {message.shape}"
        )
    if message.min() < 0.0 or message.max() > 1.0:
        wrong = message[(message < 0.0) | (message > 1.0)][0]
        raise ValueError(f"message must be of values from 0 to 1, got {wrong}")
    n_stages = _checks.positive_integer("n_stages", n_stages)
    n_pulses = _checks.positive_integer("n_pulses", n_pulses)
    for name, value, most in (
        ("n_pulses", n_pulses, MOST_PULSES),
        ("n_stages", n_stages, min(MOST_STAGES, _checks.MOST_VALUES // message.size) - 1),
    ):
        if value > most:
            raise ValueError(f"{name} must be at most {most}, got {value}")
    wire = _declared.checked(wire, Wire, "wire")
    if wire.arriving > 1.0:
        raise ValueError(f"arriving must be a positive number up to 1, got {wire.arriving}")
    _checks.one_of("same", same, ("noise", "energy"))
    height = 1.0 if same == "noise" else equal_energy_height(message, n_pulses)
    return message, n_stages, n_pulses, wire, height


def simulate(
    message: ArrayLike,
    n_stages: int,
    n_pulses: int,
    wire: Wire = Wire(),
    *,
    same: Literal["noise", "energy"],
    seed: int,
) -> RepeaterRun:
    """Send a message down a chain of noisy repeaters, as analog values and as spikes.

    Parameters
    ----------
    message : array_like of shape (n_values,), in [0, 1]
    n_stages : int
        Repeaters in the chain.
    n_pulses : int
        Time slots for each value in the spiking channel, and the pulses that stand for 1.
    same : {"noise", "energy"}
        What is equal in both channels: see the top of :mod:`snnlib.studies.repeaters`.

    Returns
    -------
    run : RepeaterRun
        Both messages and their errors after 0, 1, ..., n_stages stages, the height of the pulses,
        and the mean energy of a value in both channels.

    Examples
    --------
    >>> run = simulate([0.0, 0.5, 1.0], 20, 10, same="noise", seed=1)
    >>> run.analog[-1].round(2), run.spiking[-1]
    (array([0.  , 0.78, 1.  ]), array([0. , 0.5, 1. ]))
    """
    message, n_stages, n_pulses, wire, height = checked(message, n_stages, n_pulses, wire, same)
    seed = _checks.whole_number("seed", seed)
    analog, spiking = np.empty((2, n_stages + 1, message.size))  # (stage, value)
    send_message(message, n_pulses, height, wire, seed, analog, spiking)
    analog_rmse, spiking_rmse = (
        np.sqrt(((heard - message) ** 2).mean(axis=1)) for heard in (analog, spiking)
    )
    pulses = np.floor(message * n_pulses + 0.5)
    return RepeaterRun(
        analog,
        spiking,
        analog_rmse,
        spiking_rmse,
        height,
        float((message**2).mean()),
        float(height**2 * pulses.mean()),
    )


ROOT_TWO_PI = 2.5066282746310002


class RepeaterTheory(NamedTuple):
    """Root of the expected mean squared error after 0, 1, ..., n_stages stages."""

    analog_rmse: np.ndarray  # (n_stages + 1,) float64
    spiking_rmse: np.ndarray  # (n_stages + 1,) float64


@jit
def normal_density(x: float) -> float:
    """Return the density of the standard normal law."""
    return exp(-0.5 * x * x) / ROOT_TWO_PI


@jit
def normal_tail(x: float) -> float:
    """Compute Q(x), the probability that a normal number exceeds x; relative error below 1e-13."""
    size = min(abs(x), 50.0)
    if size < 2.0:  # 1/2 less the integral from 0 to x, a series of positive terms
        term = size
        total = size
        for i in range(1, 40):
            term = term * size * size / (2 * i + 1)
            total += term
        tail = 0.5 - normal_density(size) * total
    else:  # Laplace's continued fraction, which needs the fewer terms the larger x is
        fraction = size
        for i in range(8 + int(520.0 / (size * size)), 0, -1):
            fraction = size + i / fraction
        tail = normal_density(size) / fraction
    return tail if x >= 0.0 else 1.0 - tail


@jit
def flip_probability(height: float, wire: Wire, n_stages: int) -> float:
    """Return the probability that a pulse or gap arrives as its opposite after n stages."""
    if n_stages == 0 or wire.noise == 0.0:
        return 0.0
    p = normal_tail(0.5 * height * wire.arriving / wire.noise)
    return -0.5 * expm1(n_stages * log1p(-2.0 * p)) if p < 0.5 else 0.5


@jit
def analog_error(value: float, wire: Wire, n_stages: int) -> float:
    """Return the expected squared error of one value in the analog channel after n stages."""
    s = wire.noise / wire.arriving * sqrt(n_stages)
    if s == 0.0:
        return 0.0
    above, below = (1.0 - value) / s, value / s
    # noise between the cuts: integral of z**2 times the normal density from -below to above
    cut, cut_below = normal_tail(above), normal_tail(below)
    inside = 1.0 - cut - cut_below
    inside -= above * normal_density(above) + below * normal_density(below)
    return s * s * inside + (1.0 - value) * (1.0 - value) * cut + value * value * cut_below


@jit
def spiking_error(value: float, n_pulses: int, flip: float) -> float:
    """Return the expected squared error of a value by spikes; ``flip``: `flip_probability`."""
    n_sent = pulse_count(value, n_pulses)
    bias = (n_sent * (1.0 - flip) + (n_pulses - n_sent) * flip) / n_pulses - value
    return bias * bias + flip * (1.0 - flip) / n_pulses


@jit
def fill_theory(
    message: np.ndarray,
    n_pulses: int,
    height: float,
    wire: Wire,
    analog_rmse: np.ndarray,
    spiking_rmse: np.ndarray,
) -> None:
    """Fill the expected errors after 0, 1, ... stages, for a kernel; see :func:`theory`."""
    for s in range(analog_rmse.size):
        flip = flip_probability(height, wire, s)
        analog = 0.0
        spiking = 0.0
        for i in range(message.size):
            analog += analog_error(message[i], wire, s)
            spiking += spiking_error(message[i], n_pulses, flip)
        analog_rmse[s] = sqrt(max(analog, 0.0) / message.size)
        spiking_rmse[s] = sqrt(spiking / message.size)


def theory(
    message: ArrayLike, n_stages: int, n_pulses: int, wire: Wire = Wire(), *, same: str
) -> RepeaterTheory:
    """Return the errors to be expected of :func:`snnlib.studies.repeaters.simulate`, on average.

    Parameters
    ----------
    message, n_stages, n_pulses, wire, same
        As there.

    Examples
    --------
    >>> expected = theory([0.2, 0.5, 0.8], 16, 10, Wire(noise=0.01), same="noise")
    >>> expected.analog_rmse[[1, 16]].round(3), float(expected.spiking_rmse[16])
    (array([0.01, 0.04]), 0.0)
    """
    message, n_stages, n_pulses, wire, height = checked(message, n_stages, n_pulses, wire, same)
    analog_rmse, spiking_rmse = np.empty((2, n_stages + 1))
    fill_theory(message, n_pulses, height, wire, analog_rmse, spiking_rmse)
    return RepeaterTheory(analog_rmse, spiking_rmse)
