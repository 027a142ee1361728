"""What the workbench's box computes of a text and its settings, by numba: the same bits."""

import numpy as np

from snnlib.equations.program import program
from snnlib.live.kernel import checksum
from snnlib.plasticity.equations import run_equations
from snnlib.random import normal, uniform

N_STEPS = 10_000
N_DRAWN = 100
#: What a preset changes of them is in :data:`.workbench.INPUTS`.
SETTINGS = {
    "kind": "constant",  # of the input: step, noise, poisson, drawn
    "size": 1.0,
    "spread": 0.5,  # of noise
    "rate": 50.0,  # Poisson pulses in Hz
    "drawn": [],  # (N_DRAWN,) numbers
    "pattern": "pairs",  # of spikes on both sides: poisson
    "apart": 10.0,  # ms from an arrival to the neuron's spike
    "pre_rate": 5.0,  # Hz
    "post_rate": 5.0,  # Hz, at random
    "dt": 0.05,  # ms
}


def evaluate(text: str, settings: dict | None = None) -> tuple[dict, dict]:
    """Compute ``(arrays, readouts)`` of a text, as the box has them.

    Parameters
    ----------
    text : str
        Equations; see :mod:`snnlib.equations`.
    settings : dict, optional
        Other values of :data:`SETTINGS`.

    Returns
    -------
    arrays : dict of str to (10000,) ndarray
        The states by name, ``input``, and ``spikes`` (n_spikes,), the steps that end in a spike.
    readouts : dict of str to float
    """
    settings = {**SETTINGS, **(settings or {})}
    dt, text_of = settings["dt"], program(text).text
    current = _current(settings)
    synapse = bool(text_of.on_pre or text_of.on_post)
    pre, post = _spikes(settings) if synapse else (np.zeros(0), np.zeros(0))
    if text_of.threshold:
        post = np.zeros(0)
    times = ((steps + 1) * dt for steps in (pre, post))
    run = run_equations(text, *times, n_steps=N_STEPS, dt=dt, current=current)
    spikes = np.rint(run.spike_times / dt) - 1.0
    readouts = {"spikes": float(spikes.size), "rate": spikes.size / (N_STEPS * dt) * 1000}
    return {**run.states, "input": current, "spikes": spikes}, readouts


def bits(text: str, settings: dict | None = None) -> str:
    """Return the checksum of all arrays, as the box computes it."""
    return checksum(evaluate(text, settings)[0].values())


def _current(settings):
    """Return the input in each step, (N_STEPS,) float64."""
    size, kind = float(settings["size"]), settings["kind"]
    current = np.full(N_STEPS, size)
    if kind == "step":
        current[: N_STEPS // 5] = current[4 * N_STEPS // 5 :] = 0.0
    if kind == "noise":
        drawn = np.array([normal(0, 1, k) for k in range(N_STEPS)])
        current = size + settings["spread"] * drawn
    if kind == "poisson":
        current = np.where(_at_random(1, settings["rate"], settings["dt"]), size, 0.0)
    if kind == "drawn":
        current = np.repeat(np.array(settings["drawn"], float), N_STEPS // N_DRAWN)
    return current


def _at_random(stream, rate, dt):
    p = rate * dt / 1000
    return np.array([uniform(0, stream, k) < p for k in range(N_STEPS)])


def _spikes(settings):
    """Return the steps in which spikes come in and go out."""
    dt, rate = settings["dt"], settings["pre_rate"]
    if settings["pattern"] == "pairs":
        every = max(1, int(np.floor(1000 / rate / dt + 0.5)))
        pre = np.arange(every // 2, N_STEPS, every)
        post = pre + int(np.floor(settings["apart"] / dt + 0.5))
        return pre, post[(post >= 0) & (post < N_STEPS)]
    both = ((2, rate), (3, settings["post_rate"]))
    pre, post = (np.flatnonzero(_at_random(stream, own, dt)) for stream, own in both)
    return pre, post
