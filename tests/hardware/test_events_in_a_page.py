"""The event-driven simulator in WebAssembly: the numbers of numba, bit for bit."""

from snnlib import EventNeurons, EventQueue, EventRecord, EventWiring, LIFParameters, run_events
from snnlib.live import Array, Readout, Slider
from snnlib.live.kernel import Kernel
from tests.compiling import compiles
from tests.live.webassembly import bits, machine


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


@compiles
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
        assert bits(found, readouts) == bits(*kernel.run({"x": x}))
