"""The network that several chapters read with: trained once, found again bit for bit."""

import subprocess
import sys
import time

import numpy as np
import pytest

from snnlib.datasets import mnist
from snnlib.studies import on_disk, trained_digits
from snnlib.studies.digits import STDPClassifier
from snnlib.studies.trained_digits import digits_split, trained_network

SMALL = {"n_neurons": 10, "n_epochs": 1}
N = 300  # images to learn from


@pytest.fixture(autouse=True, scope="module")
def few_images():
    """The split with few of its training images, so that a training takes no time."""
    whole = digits_split()
    few = whole._replace(X=whole.X[:N], y=whole.y[:N])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trained_digits, "digits_split", lambda: few)
        yield few


@pytest.fixture(scope="module")
def folder(few_images, tmp_path_factory):
    """A folder in which the small network is kept."""
    folder = tmp_path_factory.mktemp("kept")
    trained_network(**SMALL, folder=folder)
    return folder


def forbid_training(monkeypatch):
    def fit(self, X, y):
        raise AssertionError("trained again")

    monkeypatch.setattr(STDPClassifier, "fit", fit)


def test_the_split_has_all_digits_equally_often():
    split = digits_split()
    assert split.X.shape == (4000, 784)
    assert np.bincount(split.y_test).tolist() == [100] * 10
    assert np.bincount(split.y).tolist() == [400] * 10
    both = np.concatenate([split.X, split.X_test])
    assert np.array_equal(both.sum(0), mnist.sample().images.sum(0))


def test_it_is_what_fit_gives_and_is_found_again(few_images, folder, monkeypatch):
    X, X_test, y, _ = few_images
    fitted = STDPClassifier(**SMALL, random_state=0).fit(X, y)
    forbid_training(monkeypatch)
    found = trained_network(**SMALL, folder=folder)
    for name in ("weights_", "thresholds_", "responses_", "neuron_labels_", "classes_"):
        here, there = getattr(found, name), getattr(fitted, name)
        assert here.dtype == there.dtype
        np.testing.assert_array_equal(here, there)
    np.testing.assert_array_equal(found.responses_to(X_test), fitted.responses_to(X_test))
    np.testing.assert_array_equal(found.predict(X_test), fitted.predict(X_test))
    assert found.n_shown_ == N
    assert found.get_params() == fitted.get_params()


@pytest.mark.parametrize(
    "other", [{"random_state": 1}, {"drive": 17.0}, {"n_neurons": 11}, {"n_epochs": 2}]
)
def test_other_settings_are_another_network(folder, monkeypatch, other):
    forbid_training(monkeypatch)
    with pytest.raises(AssertionError, match="trained again"):
        trained_network(**SMALL | other, folder=folder)


def test_other_code_trains_again_and_takes_the_place_of_the_old(folder, monkeypatch):
    (before,) = folder.glob("*.npz")
    monkeypatch.setattr(trained_digits, "module_digest", lambda name: "other")
    trained_network(**SMALL, folder=folder)
    (after,) = folder.glob("*.npz")
    assert after != before
    monkeypatch.undo()
    trained_network(**SMALL, folder=folder)
    assert list(folder.glob("*.npz")) == [before]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not an archive", None])
def test_a_broken_file_is_trained_again(folder, content):
    (path,) = folder.glob("*.npz")
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] if content is None else content)
    trained_network(**SMALL, folder=folder)
    assert len(path.read_bytes()) == len(whole)


def test_a_training_that_was_interrupted_is_not_kept(tmp_path, monkeypatch):
    def interrupt(self, *_):
        raise KeyboardInterrupt

    monkeypatch.setattr(STDPClassifier, "_show", interrupt)
    with pytest.warns(UserWarning, match=f"interrupted after 0 of {N}"):
        assert trained_network(**SMALL, folder=tmp_path).n_shown_ == 0
    assert not list(tmp_path.glob("*.npz"))


def test_without_a_folder_to_write_to_it_is_trained(tmp_path):
    (tmp_path / "file").write_text("")
    assert trained_network(**SMALL, folder=tmp_path / "file" / "below").n_shown_ == N


def test_a_seed_that_is_none_is_refused():
    with pytest.raises(TypeError, match="random_state must be an integer, got None"):
        trained_network(random_state=None)


def test_where_it_is_kept():
    assert on_disk.folder() == on_disk.ROOT / "_build" / "kept"


HOLD = """
import sys, time
from pathlib import Path
from snnlib.studies.on_disk import locked
with locked(sys.argv[1]):
    Path(sys.argv[2]).touch()
    time.sleep(600)
"""


def appears(path, seconds):
    """Whether a file is there within a time."""
    end = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.05)
    return path.exists()


def test_the_lock_of_a_process_that_is_killed_is_free(tmp_path):
    """A second process waits while the first holds the lock, and no longer than it lives."""
    marks = [tmp_path / name for name in ("first", "second")]
    start = [sys.executable, "-c", HOLD, str(tmp_path / "network")]
    processes = []
    try:
        processes.append(subprocess.Popen([*start, str(marks[0])]))
        assert appears(marks[0], 120.0)
        processes.append(subprocess.Popen([*start, str(marks[1])]))
        assert not appears(marks[1], 4.0)
        processes[0].kill()
        assert appears(marks[1], 120.0)
    finally:
        for process in processes:
            process.kill()
            process.wait()
