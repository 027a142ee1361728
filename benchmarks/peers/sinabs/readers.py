"""NIR files read and run by sinabs; see :mod:`benchmarks.peers.nir.readers`."""

import sys
from importlib.metadata import version
from pathlib import Path

import nir
import numpy as np
import torch


def read(path):
    """Return the outputs for one file, with samples first if the input has them, or the error."""
    import sinabs

    x = np.load(path.with_suffix(".npz"))["x"]
    try:
        graph = nir.read(path)
        shape = graph.nodes["input"].input_type["input"]
        batch = x if x.ndim > len(shape) + 1 else x[None]
        network = sinabs.from_nir(graph, batch_size=len(batch))
        flat = torch.tensor(batch.reshape(-1, *batch.shape[2:]), dtype=torch.float32)
        with torch.no_grad():
            made = network(flat)
        made = made[0] if isinstance(made, tuple) else made
        made = made.numpy().reshape(*batch.shape[:2], -1)
        return {"output": made if batch is x else made[0]}
    except Exception as error:
        lines = str(error).strip().splitlines() or ["no message"]
        return {"error": f"{type(error).__name__}: {lines[0]}"}


def main(reader, folder):
    for path in sorted(Path(folder).glob("*.nir")):
        np.savez(path.with_suffix(f".{reader}.npz"), **read(path))
    print(version("sinabs"))


if __name__ == "__main__":
    main(*sys.argv[1:])
