"""Networks and graphs of NIR in snnTorch, Norse, SpikingJelly and sinabs."""

import json
import shutil

import numpy as np
import pytest

from benchmarks import nir_readers, nir_trained
from benchmarks.environments import ROOT, NotAvailableError
from benchmarks.nir_probes import Probe
from snnlib import interop
from tests.interop.nir_networks import DT, built, raster

SPACE = 15e9  # bytes; PyTorch, twice, with what it brings along on some machines
pytestmark = pytest.mark.skipif(
    shutil.disk_usage(ROOT).free < SPACE and not (ROOT / "_build" / "peers" / "sinabs").exists(),
    reason="the two environments with PyTorch need 15 GB of disk",
)

STEP_READERS = ("snntorch", "norse", "spikingjelly")


@pytest.fixture(scope="module")
def networks():
    """Two networks without delays as graphs, with what this library makes of them."""
    made = {}
    for kind in ("delta", "exponential"):
        net = built(kind)
        with pytest.warns(interop.Difference):
            graph = interop.to_nir(net, integration="euler", leave_out=["delay"])
        net.run(100.0, progress=False)
        made[kind] = Probe(kind, graph, raster(net, "noise")), raster(net, "listeners")
    return made


@pytest.mark.parametrize("reader", STEP_READERS)
def test_a_network_fires_every_spike_in_the_reader(networks, reader):
    _, seen = nir_readers.run_reader(reader, {kind: probe for kind, (probe, _) in networks.items()})
    for kind, (probe, ours) in networks.items():
        output = seen[kind]["output"]
        assert np.array_equal(output, interop.run_nir(probe.graph, probe.x, DT).output)
        # 1.5 ms and 0.1 ms of delay, and a step for each of two hops, are missing
        late = 15 + 1 + 1 + 1
        assert output.sum() > 200
        assert np.array_equal(output[:-late], ours[late:])


def test_the_table_of_what_readers_change_is_what_is_seen():
    """Whether a reader gives what NIR says; what it gives instead varies from run to run."""
    kept, now = json.loads(nir_readers.KEPT.read_text()), nir_readers.table()
    assert now["versions"] == kept["versions"]
    assert now["probes"].keys() == kept["probes"].keys()
    for name, row in kept["probes"].items():
        for reader in nir_readers.READERS:
            right = now["probes"][name][reader]["verdict"] == "same"
            assert right == (row[reader]["verdict"] == "same"), (name, reader)


def test_the_trained_network_of_sinabs_gives_its_own_spikes_here():
    try:
        now = nir_trained.table()
    except NotAvailableError as error:
        pytest.skip(str(error))
    assert now == json.loads(nir_trained.KEPT.read_text())
    assert now["same_counts"]
    assert now["right"]["sinabs"] >= 0.9 * now["n_digits"]
    # by NIR's definition a spike puts v to 0, and the network is another one
    assert now["output_spikes"]["definition"] < 0.2 * now["output_spikes"]["sinabs"]
