"""The network that reads digits in several chapters: trained once, and kept on disk.

Every chapter that needs it asks for it here.  The first to ask trains it, which takes some seconds;
the others find it, in whichever process they run.
"""

import contextlib
import hashlib
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.model_selection import train_test_split

from snnlib._files import replaced
from snnlib.datasets import mnist
from snnlib.studies import on_disk
from snnlib.studies.digits import STDPClassifier
from snnlib.studies.sources import bare, digest, library_modules, module_digest

LEARNT = ("weights_", "thresholds_", "responses_", "neuron_labels_", "classes_")
COUNTED = ("n_shown_", "n_features_in_", "_seed")


class DigitsSplit(NamedTuple):
    """Images and labels to learn from, and others to test with."""

    X: np.ndarray  # (4000, 784) uint8
    X_test: np.ndarray  # (1000, 784) uint8
    y: np.ndarray  # (4000,) int64
    y_test: np.ndarray  # (1000,) int64


def digits_split() -> DigitsSplit:
    """Return the 5,000 digits of :func:`snnlib.datasets.mnist.sample` as all chapters divide them.

    Returns
    -------
    split : DigitsSplit
        The test images are 100 of each digit.
    """
    digits = mnist.sample()
    return DigitsSplit(
        *train_test_split(*digits, test_size=1000, stratify=digits.labels, random_state=0)
    )


def trained_network(
    n_neurons: int = 400,
    random_state: int = 0,
    *,
    folder: str | Path | None = None,
    **settings: Any,
) -> STDPClassifier:
    """Return an ``STDPClassifier`` that has learnt the 4,000 training images of the split.

    A network that was trained before, by the same code, from the same images and with the same
    settings, is read from disk, bit for bit.  A process that asks while another one trains waits
    for it, and trains itself if the other one ends before it is done.

    Parameters
    ----------
    folder : path, optional
        Where networks are kept; ``_build/kept`` of the book, or ``~/.cache/snnlib`` without it.
    **settings
        Others of :class:`snnlib.studies.digits.STDPClassifier`.

    Raises
    ------
    TypeError
        If ``random_state`` is no integer: chance would give another network each time.
    """
    if not isinstance(random_state, int | np.integer) or isinstance(random_state, bool):
        raise TypeError(f"random_state must be an integer, got {random_state!r}")
    split = digits_split()
    network = STDPClassifier(n_neurons, random_state=int(random_state), **settings)
    path = _path(network, split, on_disk.folder() if folder is None else Path(folder))
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):  # nowhere to keep it: it is trained in each process
            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(on_disk.locked(path))
        if not _load(network, path):
            network.fit(split.X, split.y)
            _keep(network, path, len(split.X))
    return network


def _path(network, split, folder):
    """Return a file name that follows from the settings, the code and the images."""
    here = Path(__file__).read_text("utf-8")
    code = [digest(bare(here)), *map(module_digest, library_modules(here))]
    releases = [f"{name} {version(name)}" for name in ("numba", "numpy", "scikit-learn")]
    images = hashlib.sha256(split.X.tobytes() + split.y.tobytes()).hexdigest()
    settings = digest(repr(sorted(network.get_params().items())))
    return folder / f"digits-{settings}-{digest(' '.join([*code, *releases, images]))}.npz"


def _load(network, path):
    """Return the network what a file holds; False if there is none, or none that can be read."""
    try:
        with path.open("rb") as file, np.load(file) as kept:
            learnt = {name: kept[name] for name in LEARNT}
            counted = {name: int(kept[name]) for name in COUNTED}
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return False
    for name, value in (learnt | counted).items():
        setattr(network, name, value)
    return True


def _keep(network, path, n_images):
    """Write a network to its file, in the place of those of older code with the same settings."""
    if network.n_shown_ < network.n_epochs * n_images:
        return  # interrupted
    content = {name: getattr(network, name) for name in LEARNT + COUNTED}
    with contextlib.suppress(OSError):  # the disk is full: it will be trained again
        with replaced(path) as file:
            np.savez_compressed(file, **content)
        settings, _, _ = path.stem.rpartition("-")
        for old in path.parent.glob(f"{settings}-*.npz"):
            if old != path:
                old.unlink()
                Path(f"{old}.lock").unlink(missing_ok=True)
