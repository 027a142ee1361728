"""Integer neurons and events in WebAssembly: the numbers of plain Python and of numba."""

from itertools import product

import snnlib
from snnlib import LIFParameters, random
from snnlib.hardware import (
    OVERFLOWS,
    ROUNDINGS,
    EventNeurons,
    EventQueue,
    EventRecord,
    EventWiring,
    IntegerMembrane,
    integer_decay,
    integer_lif_step,
    run_events,
)
from snnlib.live import Array, Readout, Select, Slider
from snnlib.live.kernel import Kernel
from snnlib.studies.loihi import LoihiParameters, LoihiState
from snnlib.studies.winner_take_all_integers import integer_step
from tests.compiling import compiles
from tests.live.webassembly import bits as bits_of
from tests.live.webassembly import machine
from tests.reference import integers

pytestmark = compiles
CODES = [[(i * i + 3 * i * j + j) % 4 for j in range(3)] for i in range(6)]
LEVELS = [-9, 5, 20, 125]
THETA = [70, 90, 110]
DRIVE = [random.integer(200, 1, 0, k) - 80 for k in range(120)]
CAME = [[k % 6, (k * k + 1) % 6] for k in range(120)]


def integer_neurons(bits, rounding, overflow, codes, levels, theta, v, came, w, winners, readouts):
    membrane = IntegerMembrane(bits, integer_decay(0.05, 8), 8, rounding, overflow)
    now, loihi = 0, LoihiState(0, 0)
    levels[0], levels[1], levels[2], levels[3] = -9, 5, 20, 125
    for j in range(3):
        theta[j] = 70 + 20 * j
        for i in range(6):
            codes[i, j] = (i * i + 3 * i * j + j) % 4
    for k in range(v.shape[1]):
        drive = random.integer(200, 1, 0, k) - 80
        fires, now, over = integer_lif_step(drive, now, 90, membrane, 7, 0, k)
        v[0, k] = now
        readouts.overflows += over
        readouts.spikes += fires
        _, loihi, _, _ = snnlib.studies.loihi.step(drive, loihi, LoihiParameters(600, 200, 900, 5))
        v[1, k], v[2, k] = loihi.u, loihi.v
        came[0], came[1] = k % 6, (k * k + 1) % 6
        winners[k], over = integer_step(came, 2, codes, levels, theta, membrane, 7, k, w)
        readouts.of_rivals += over


def test_integer_neurons_are_the_plain_ones_there():
    kernel = Kernel(
        integer_neurons,
        [
            Slider("bits", 8, 12, 8, 1, integer=True),
            Select("rounding", ROUNDINGS, 0),
            Select("overflow", OVERFLOWS, 0),
        ],
        constants={},
        arrays={
            "codes": Array((6, 3), "uint8"),
            "levels": Array(256, "int32"),
            "theta": Array(3, "int32"),
            "v": Array((3, 120), "int32"),
            "came": Array(2, "int32"),
            "w": Array(3, "int32"),
            "winners": Array(120, "int32"),
        },
        readouts={"overflows": Readout(), "spikes": Readout(), "of_rivals": Readout()},
    )
    browser = machine(kernel)
    decay = int(integer_decay(0.05, 8))
    draws = [random.integer(256, 7, 0, k) for k in range(120)]
    loihi = integers.loihi(DRIVE, 600, 200, 900, 5)
    seen = 0
    for bits, rounding, overflow in product((8, 12), ROUNDINGS, OVERFLOWS):
        values = {"bits": bits, "rounding": ROUNDINGS[rounding], "overflow": OVERFLOWS[overflow]}
        arrays, readouts, status = browser.run(values)
        assert status == 0
        trace, spikes, overflows = integers.lif(
            DRIVE, 90, bits, decay, 8, rounding, overflow, draws
        )
        assert arrays["v"][0].tolist() == trace
        assert (readouts["overflows"], readouts["spikes"]) == (overflows, len(spikes))
        assert list(zip(*arrays["v"][1:].tolist(), strict=True)) == [row[:2] for row in loihi]
        native, told = kernel.run(values)
        assert native["winners"].tolist() == arrays["winners"].tolist()
        assert told == readouts
        if rounding != "stochastic":
            arguments = (CODES, LEVELS, THETA, bits, decay, 8)
            winners, lost = integers.rivals(CAME, *arguments, rounding, overflow)
            assert arrays["winners"].tolist() == winners
            assert readouts["of_rivals"] == lost
            seen += lost
    assert seen > 0


def ring(
    x, v, g, time, current, times, items, place, counts,
    bounds, delay, post, w, input_times, sources, spike_times, spike_neurons, done, readouts,
):  # fmt: skip
    """Four neurons in a ring, and two inputs."""
    for i in range(6):
        bounds[i + 1], delay[i], post[i], w[i] = i + 1, 1.0, (i + 1) % 4, 11.0
    for i in range(4):
        v[i], place[i], current[i] = -70.0, -1, 0.4 * i
        input_times[i], sources[i] = x * (i + 1), 4 + i % 2
    params = LIFParameters(10.0, 10.0, -70.0, -60.0, -72.0, 2.5)
    wiring = EventWiring(4, bounds, delay, bounds, post, w)
    neurons = EventNeurons(params, current, False, v, g, time)
    queue = EventQueue(times, items, place, 6, counts)
    record = EventRecord(spike_times, spike_neurons, done)
    status = run_events(wiring, neurons, input_times, sources, 4, 40.0, queue, record)
    readouts.status = status


def test_a_browser_has_the_same_spikes():
    floats = ("v", "g", "time", "current", "times", "delay", "w", "input_times", "spike_times")
    whole = ("items", "place", "counts", "bounds", "post", "sources", "spike_neurons", "done")
    arrays = {n: Array(60) for n in floats} | {n: Array(60, "int32") for n in whole}
    arrays |= {n: Array(4) for n in ("v", "g", "time", "current")} | {"place": Array(4, "int32")}
    kernel = Kernel(ring, [Slider("x", 0.125, 8, 2.5, 0.125)], {}, arrays, {"status": Readout()})
    browser = machine(kernel)
    for x in (0.125, 2.5, 8.0):
        found, readouts, status = browser.run({"x": x})
        assert status == readouts["status"] == 0.0
        assert found["done"][0] > 3
        assert bits_of(found, readouts) == bits_of(*kernel.run({"x": x}))
