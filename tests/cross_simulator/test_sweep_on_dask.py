"""A sweep on a Dask cluster of two worker processes: a dead worker takes its own point alone."""

import os
import subprocess

from benchmarks.environments import ROOT, environment

SCRIPT = """
import os, signal, sys

import dask
from dask.distributed import Client, LocalCluster

from snnlib.studies.sweeps import KILLED, sweep


def fragile(x):
    if x == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if x == 4:
        raise ValueError("four is not wanted")
    return os.getpid(), 10 * x


if __name__ == "__main__":
    dask.config.set({"distributed.scheduler.allowed-failures": 0})  # in place of 3 more tries
    points = [{"x": x} for x in range(8)]
    workers = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**workers) as cluster, Client(cluster) as client:
        found = sweep(fragile, points, sys.argv[1], client=client)
        again = sweep(fragile, points[5:], sys.argv[1], client=client)
    assert [f.result and f.result[1] for f in found] == [0, 10, 20, None, None, 50, 60, 70]
    assert os.getpid() not in [f.result[0] for f in found if f.result]
    assert found[3].error == KILLED
    assert "four is not wanted" in found[4].error
    assert [f.result for f in again] == [f.result for f in found[5:]]  # read, not run
    print("ok")
"""


def test_a_dead_worker_takes_its_own_point_alone(tmp_path):
    script = tmp_path / "on_dask.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [environment("dask"), script, tmp_path / "kept"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.strip() == "ok", done.stdout + done.stderr[-3000:]
