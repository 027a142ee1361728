"""The ten claims: that each is tested, and that its numbers are those of the runs."""

import numpy as np
import pytest

from snnlib.studies.claims import cheapest, tested
from snnlib.studies.claims.verdicts import DEPENDS, FAILS, HOLDS
from snnlib.studies.kept import kept_runs


def test_there_are_ten_and_each_has_a_verdict():
    found = tested.all_tested()
    assert len(found) == len({one.name for one in found}) == 10
    for one in found:
        tried = one.advantage[~np.isnan(one.advantage)]
        right = tried > one.margin
        wanted = HOLDS if right.all() else DEPENDS if right.any() else FAILS
        assert one.verdict().answer == wanted
        assert one.verdict().n_settings == tried.size >= 6


def test_networks_are_the_means_of_their_seeds():
    runs, networks = kept_runs("claims-frugal"), tested.networks_trained()
    assert len(runs) == 2 * len(networks)
    for k in (0, 10, len(networks) - 1):
        one, pair = cheapest.row_of(networks, k), runs.results[2 * k : 2 * k + 2]
        assert one.hidden == runs.arguments[2 * k]["hidden"]
        assert one.steps == runs.arguments[2 * k + 1]["n_steps"]
        assert one.right == pytest.approx(np.mean([each["right"] for each in pair]))
        assert one.active == pytest.approx(np.mean([each["active"] for each in pair]))
    kinds = {"perceptron": cheapest.PERCEPTRON, "current": cheapest.CURRENT}
    assert networks[:, 0].tolist() == [kinds.get(a["kind"], 2) for a in runs.arguments[::2]]


def mean_of(name, value="right", **arguments):
    runs = kept_runs(name)
    chosen = [
        results[value]
        for given, results in zip(runs.arguments, runs.results, strict=True)
        if all(given.get(key) == wanted for key, wanted in arguments.items())
    ]
    return np.mean(chosen, axis=0)


def test_damage_is_compared_with_the_whole_network():
    mlp, snn = (np.array(mean_of("claims-damaged", kind=k)) for k in ("perceptron", "spikes"))
    lost = (mlp[1, 0] - mlp[1, 5]) - (snn[1, 0] - snn[1, 5])
    assert tested.robust().advantage[7, 4] == pytest.approx(lost)


def test_jumps_labels_and_tones_stand_in_their_places():
    jumps = [mean_of("claims-jumps", kind=k, n_jumps=4) for k in ("spiking", "threshold")]
    assert tested.jumps().advantage[2, 1] == pytest.approx(jumps[0] - jumps[1])
    labels = [mean_of("claims-labels", kind=k, n=300) for k in ("STDP", "k-means")]
    assert tested.few_labels().advantage[1, 3] == pytest.approx(labels[0] - labels[1])
    tones = [mean_of("claims-tones", kind=k, n=2000) for k in ("SNN", "LSTM")]
    assert tested.films_and_tones()[4, [0, 2]] == pytest.approx(tones)
    films = mean_of("streams-fixed", kind="LSTM", memory="vote", n_streams=8000)
    assert tested.films_and_tones()[0, 1] == pytest.approx(films)


def test_neurons_of_one_sign_are_counted():
    w = np.array([[1.0, 2.0, 0.0], [-1.0, -2.0, 0.0], [1.0, -2.0, 0.0], [0.0, 0.0, 0.0]])
    assert tested.one_signed(w) == 0.75
