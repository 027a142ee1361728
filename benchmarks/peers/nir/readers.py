"""NIR files read and run by snnTorch, Norse and SpikingJelly.

``python -m benchmarks.peers.nir.readers READER FOLDER`` runs every ``NAME.nir`` of the folder on
the inputs in ``NAME.npz``, step by step, and writes what comes out to ``NAME.READER.npz``, or why
there is nothing.
"""

import contextlib
import io
import logging
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import nir
import numpy as np
import torch


def snntorch(graph, dt):
    """Read with snnTorch, whose time step is always 0.1 ms."""
    from snntorch.import_nir import import_from_nir

    return import_from_nir(graph)


def norse(graph, dt):
    """Read with Norse."""
    from norse.torch import from_nir

    return from_nir(graph, dt=dt * 1e-3)


def spikingjelly(graph, dt):
    """Read with SpikingJelly."""
    from spikingjelly.activation_based.nir_exchange.from_nir import import_from_nir

    return import_from_nir(graph, dt=dt * 1e-3)


READERS = {"snntorch": snntorch, "norse": norse, "spikingjelly": spikingjelly}


def outputs(network, x):
    """Return what a network gives in each time step; its state is handed on."""
    rows, state = [], None
    with torch.no_grad():
        for row in torch.tensor(x[:, None], dtype=torch.float32):
            made = network(row, state)
            made, state = made if isinstance(made, tuple) else (made, None)
            made = made[0] if isinstance(made, tuple) else made  # with its potentials
            rows.append(made.numpy()[0])
    return np.array(rows)


def read(reader, path):
    """Return the outputs for one file, or the error, and what was printed or logged."""
    given = np.load(path.with_suffix(".npz"))
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.basicConfig(handlers=[handler], force=True)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            network = READERS[reader](nir.read(path), float(given["dt"]))
            return {"output": outputs(network, given["x"]), "said": said.getvalue()}
        except Exception as error:
            lines = str(error).strip().splitlines() or ["no message"]
            return {"error": f"{type(error).__name__}: {lines[0]}", "said": said.getvalue()}


def main(reader, folder):
    warnings.simplefilter("ignore")
    for path in sorted(Path(folder).glob("*.nir")):
        np.savez(path.with_suffix(f".{reader}.npz"), **read(reader, path))
    print(version(reader))


if __name__ == "__main__":
    main(*sys.argv[1:])
