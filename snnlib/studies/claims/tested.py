"""The ten claims: what the tests gave, and what is to be said of each.

Long runs are read from where :mod:`snnlib.studies.kept` keeps them; what is quick is computed.
"""

from typing import NamedTuple

import numpy as np

from snnlib.studies.claims import cheapest, cores, learning_needs, on_a_microcontroller
from snnlib.studies.claims.verdicts import Verdict, verdict
from snnlib.studies.kept import kept_runs

N_SEEDS = 3  # of most runs
POINTS = 0.02  # of accuracy: two standard errors of what 1,000 images tell, at 90 %
#: For the microcontrollers: accuracy, cycles for an operation, ms for an answer.
TARGET, CYCLES, DEADLINE = 0.9, 4.0, 10.0


class Tested(NamedTuple):
    """A claim, by how much it was right at each setting, and what was varied."""

    name: str
    advantage: np.ndarray  # (rows, columns)
    margin: float
    rows: str
    columns: str

    def verdict(self) -> Verdict:
        """Return what is to be said of it."""
        return verdict(self.advantage, self.margin)


def networks_trained() -> np.ndarray:
    """Return the networks of the first claim, means of their seeds, (network, field of Trained)."""
    runs = kept_runs("claims-frugal")
    kinds = {"perceptron": cheapest.PERCEPTRON, "current": cheapest.CURRENT}
    fields = ("right", "inputs", "active")
    means = np.stack([runs[name].reshape(-1, 2).mean(1) for name in fields], 1)
    settings = [
        (kinds.get(one["kind"], cheapest.SPIKES), one["hidden"], one["n_steps"])
        for one in runs.arguments[::2]
    ]
    return np.hstack([np.array(settings, float), means])


def energy() -> Tested:
    """Less energy at the same accuracy: log2 of the ratio."""
    advantage = np.zeros((len(cheapest.ACCOUNTS), len(cheapest.TARGETS)))
    cheapest.fill_advantage(networks_trained(), advantage)
    return Tested("less energy", advantage, 0.0, "what is counted", "the accuracy")


def local() -> Tested:
    """Only local interactions: log2 of how much less a neuron is told."""
    steps, sizes = np.array([1.0, 5.0, 10.0, 25.0]), learning_needs.Sizes(784, 128, 10, 1)
    advantage = np.zeros((4, len(steps)))
    learning_needs.fill_local(sizes, steps, advantage)
    return Tested("local learning", advantage, 0.0, "the learning rule", "time steps")


def scaling() -> Tested:
    """More cores, less time: efficiency above one half."""
    efficiency = np.zeros((cores.REACHES.size, cores.CORES.size))
    cores.fill_efficiency(0.05, 4.0, 0, efficiency)
    advantage = np.ascontiguousarray(efficiency[:, 1:] - 0.5)
    return Tested("scales with cores", advantage, 0.0, "how far wires reach", "cores")


def wasted() -> Tested:
    """A GPU would be wasted: less than half of the work is useful."""
    shares = kept_runs("claims-shares")["shares"][2:, 1:]  # spikes, and more than one sample
    return Tested("wastes a GPU", 0.5 - shares, 0.0, "the layer", "samples at once")


def ready() -> Tested:
    """Ready for the edge: log2 of how many times a device is good enough."""
    networks = networks_trained()
    snn, mlp = (
        on_a_microcontroller.deployed(
            cheapest.row_of(networks, cheapest.cheapest(networks, spiking, TARGET, 3)), 8.0
        )
        for spiking in (True, False)
    )
    advantage = np.zeros((len(on_a_microcontroller.QUESTIONS), len(on_a_microcontroller.DEVICES)))
    on_a_microcontroller.fill_ready(snn, mlp, CYCLES, DEADLINE, advantage)
    return Tested("ready for the edge", advantage, 0.0, "what is asked", "the device")


def robust() -> Tested:
    """Robust: how much less accuracy is lost than by a perceptron."""
    right = kept_runs("claims-damaged")["right"]  # (kind and seed, damage, strength)
    right = right.reshape(3, N_SEEDS, *right.shape[1:]).mean(1)
    lost = right[:, :, :1] - right[:, :, 1:]
    advantage = (lost[0] - lost[1:]).reshape(-1, lost.shape[-1])  # fed currents, then spikes
    return Tested("robust", advantage, POINTS, "what is damaged", "how much")


def jumps() -> Tested:
    """Learns what has jumps: more answers right than artificial networks, by the same evolution."""
    right = kept_runs("claims-jumps")["right"].reshape(3, 4, 20).mean(2)  # (kind, jumps)
    advantage = (right[:1] - right[1:]).T
    return Tested("learns jumps", advantage, POINTS, "the number of jumps", "the opponent's units")


def films_and_tones() -> np.ndarray:
    """Return accuracies on five tasks in time, (task, network); NaN where nobody tried.

    Networks are the SNN, the LSTM read by votes and at its end.  Tasks are films, 2,000 of them
    seen four times, 4,000 new ones, 30,000 new ones, and words of tones, 250 and 2,000.
    """
    searched, fixed = kept_runs("streams-search"), kept_runs("streams-fixed")
    best = np.zeros(3)
    for run, right in zip(searched.arguments, searched["right"], strict=True):
        place = ("SNN", "vote", "last").index(run["memory"] if run["kind"] == "LSTM" else "SNN")
        best[place] = max(best[place], right)
    four_times = fixed["right"][:9].reshape(N_SEEDS, 3).mean(0)
    many = [kept_runs(name)["right"].mean() for name in ("streams-snn", "streams-lstm")]
    tones = kept_runs("claims-tones")["right"].reshape(2, 2, N_SEEDS).mean(2)  # (kind, words)
    return np.array([
        four_times, best, [*many, np.nan],
        [tones[0, 0], np.nan, tones[1, 0]], [tones[0, 1], np.nan, tones[1, 1]],
    ])  # fmt: skip


def in_time() -> Tested:
    """Natural with time series: more answers right than an LSTM, read by votes or at the end."""
    right = films_and_tones()
    rows = "the task and its samples"
    return Tested("time series", right[:, :1] - right[:, 1:], POINTS, rows, "how the LSTM is read")


def few_labels() -> Tested:
    """Few labels: more answers right than an opponent that is told as much."""
    right = kept_runs("claims-labels")["right"].reshape(6, 6, N_SEEDS).mean(2)  # (kind, labels)
    stdp, surrogate, perceptron, regression, nearest, k_means = right
    best = np.maximum(np.maximum(perceptron, regression), nearest)
    advantage = np.stack([stdp - best, stdp - k_means, surrogate - perceptron, surrogate - best])
    return Tested("few labels", advantage, POINTS, "who is compared", "labels")


def one_signed(w: np.ndarray) -> float:
    """Return the fraction of neurons, rows of w, whose weights have all the same sign."""
    return float(np.mean((w >= 0.0).all(1) | (w <= 0.0).all(1)))


def like_the_brain() -> Tested:
    """Close to biology: what is measured, above what is asked for.

    Rows are facts: spike times to 1 ms (coincidence factor above 1/2), slowing down as the cell
    does (by more than half as much), one sign for all that a neuron sends (nine neurons of ten),
    learning from what is local.  Columns are a LIF neuron, STDP's network, surrogate gradients'.
    """
    fit = kept_runs("claims-receptor").results[0]
    weights = [results["w"] for results in kept_runs("claims-outgoing").results]
    told = local().advantage
    slowing = (fit["slows"] - 1.0) / (fit["cell_slows"] - 1.0)
    nan = np.nan
    advantage = [
        [fit["held_out"] - 0.5, nan, nan],
        [slowing - 0.5, nan, nan],
        [nan, *(one_signed(np.array(w)) - 0.9 for w in reversed(weights))],
        [nan, told[0].min(), told[3].max()],
    ]
    return Tested("like the brain", np.array(advantage), 0.0, "the fact", "the model")


CLAIMS = (
    energy, local, scaling, wasted, ready, robust, jumps, in_time, few_labels, like_the_brain,
)  # fmt: skip


def all_tested() -> list[Tested]:
    """Return all ten, in the order of the chapters."""
    return [claim() for claim in CLAIMS]
