"""What programs that read NIR make of the same small graphs: ``python -m benchmarks.nir_readers``.

Each reader runs in an environment of its own.  The result stands in
``benchmarks/observed/nir-readers.json``; ``make referees`` looks whether the same cells are still
the same.  What Norse makes of nodes that it does not know differs from run to run: it left a Scale
out once, and stopped with an error another time.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import nir
import numpy as np

from benchmarks.environments import ROOT, environment
from benchmarks.nir_probes import Probe, probes
from snnlib._files import replaced
from snnlib.interop import run_nir

READERS = {"snntorch": "nir", "norse": "nir", "spikingjelly": "nir", "sinabs": "sinabs"}
KEPT = ROOT / "benchmarks" / "observed" / "nir-readers.json"
ALIKE = 1e-4  # of the largest output: float32 against float64


def run_reader(reader: str, given: dict[str, Probe]) -> tuple[str, dict]:
    """Return a reader's version, and by the probes' names what it gave: ``output`` or ``error``."""
    with tempfile.TemporaryDirectory() as folder:
        for k, probe in enumerate(given.values()):
            path = Path(folder) / f"{k:02d}.nir"
            if isinstance(probe.graph, Path):  # a file as somebody else wrote it
                shutil.copy(probe.graph, path)
            else:
                nir.write(path, probe.graph)
            np.savez(Path(folder) / f"{k:02d}.npz", x=probe.x, dt=probe.dt)
        module = f"benchmarks.peers.{READERS[reader]}.readers"
        command = [environment(READERS[reader]), "-m", module, reader, folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{reader} failed: {done.stderr.strip().splitlines()[-1]}")
        made = {}
        for k, name in enumerate(given):
            with np.load(Path(folder) / f"{k:02d}.{reader}.npz") as file:
                made[name] = {key: file[key] for key in file.files}
        return done.stdout.strip(), made


def verdict(probe: Probe, seen: dict) -> dict:
    """Return whether a reader gave what NIR says, something else, or nothing."""
    if "error" in seen:
        return {"verdict": "refused", "why": shortened(str(seen["error"]))}
    right = run_nir(probe.graph, probe.x, probe.dt).output
    told = bool(str(seen.get("said", "")).strip())
    output = seen["output"].reshape(len(seen["output"]), -1)
    right = right.reshape(len(right), -1)
    sums = {"sum": rounded(output.sum()), "sum_right": rounded(right.sum())}
    if output.shape != right.shape:
        return {"verdict": "changed", "why": "another shape", "told": told} | sums
    alike = np.allclose(output, right, rtol=ALIKE, atol=ALIKE * np.abs(right).max())
    return {"verdict": "same" if alike else "changed", "told": told} | sums


def rounded(value) -> float:
    """Return a number to four digits, which other processors share."""
    return float(f"{value:.4g}")


def shortened(text: str) -> str:
    """Return the beginning of an error."""
    return text if len(text) < 100 else f"{text[:97]}..."


def table() -> dict:
    """Run all readers on all probes."""
    given = probes()
    rows = {name: {"about": probe.about} for name, probe in given.items()}
    versions = {"nir": nir.version}
    for reader in READERS:
        versions[reader], made = run_reader(reader, given)
        for name, probe in given.items():
            rows[name][reader] = verdict(probe, made[name])
    return {"versions": versions, "probes": rows}


def main() -> None:
    made = table()
    with replaced(KEPT) as file:
        file.write((json.dumps(made, indent=1) + "\n").encode())
    for name, row in made["probes"].items():
        cells = [f"{reader} {row[reader]['verdict']}" for reader in READERS]
        print(f"{name:18s}", *cells, sep="  ")


if __name__ == "__main__":
    main()
