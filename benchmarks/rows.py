"""The comparisons that ``make bench`` runs, with their aims."""

from benchmarks import cases
from benchmarks.comparison import ROUNDS, Comparison, Opponent


def _cuba(n: int, target: float, rounds: int) -> Comparison:
    return Comparison(
        f"B1-cuba-{n}",
        f"Vogels-Abbott network, current-based synapses, {n} neurons, 2 %, 1 s at 0.1 ms",
        "cuba",
        cases.cuba(n),
        (
            Opponent("Brian2 C++ standalone", "brian2", "cuba", target),
            Opponent(
                "Brian2 C++ standalone, with our delay", "brian2", "cuba", target, {"delays": True}
            ),
            Opponent("NEST", "nest", "cuba", 30.0),
        ),
        rounds=rounds,
    )


def _snntorch(batch: int, target: float, products_first: bool = False) -> Opponent:
    name = f"snnTorch, batch {batch}" + (", one product for all steps" if products_first else "")
    options = {"batch": batch, "products_first": products_first}
    return Opponent(name, "snntorch", "dense", target, options)


def _stdp(targets: int, seconds: int, target: float) -> Comparison:
    return Comparison(
        f"B3-stdp-{targets}",
        f"Song, Miller & Abbott: 1000 inputs onto {targets}, STDP, {seconds} s at 0.1 ms",
        "stdp",
        cases.stdp(targets, seconds),
        (Opponent("Brian2 C++ standalone", "brian2", "stdp", target),),
        rounds=11 if targets == 1 else ROUNDS,
    )


def _digits(n: int) -> Comparison:
    # in a batch the changes of all images add up at every step, which is another rule of learning
    batch = {"batch": 64, "tolerances": {"input spikes an image": 0.05}}
    return Comparison(
        f"B4-digits-{n}",
        f"Diehl & Cook: {n} neurons learn digits, 350 ms each at 1 ms, spike trains made, an image",
        "digits",
        cases.digits(n),
        (
            Opponent("BindsNET, batch 1", "bindsnet", "digits", 300.0),
            Opponent("BindsNET, batch 64", "bindsnet", "digits", 15.0, batch),
        ),
        rounds=5,
    )


EACH_STEP = {"products_first": False}
SUMMED = {"summed": True}

COMPARISONS = (
    _cuba(4000, 5.0, 7),
    _cuba(40_000, 4.0, 5),
    Comparison(
        "B2-dense-1000",
        "1000 Poisson sources onto 1000 LIF neurons, all to all, 1000 steps of 1 ms",
        "dense",
        cases.DENSE,
        (
            Opponent("Brian2 C++ standalone", "brian2", "dense", 12.0),
            _snntorch(1, 40.0),
            _snntorch(1, 40.0, products_first=True),
            _snntorch(64, 12.0),
        ),
    ),
    _stdp(1, 100, 20.0),
    _stdp(100, 10, 15.0),
    _digits(100),
    _digits(400),
    Comparison(
        "B5-single",
        "one LIF neuron under constant current, 10 000 steps, trace kept, snnlib.lif",
        "single",
        cases.SINGLE,
        (Opponent("NEST", "nest", "single", 30.0),),
        target_s=50e-6,
        rounds=21,
    ),
    Comparison(
        "B6-surrogate",
        "4000 digits, 784-128-10, 25 steps, batch 64, surrogate gradients and Adam, an epoch",
        "surrogate",
        cases.SURROGATE,
        (
            Opponent("snnTorch, a product a step", "snntorch", "surrogate", 8.0, EACH_STEP),
            Opponent("snnTorch, one product for all steps", "snntorch", "surrogate", 8.0),
            Opponent("SpikingJelly, all steps at once", "spikingjelly", "surrogate", 8.0),
            Opponent(
                "SpikingJelly, and the outputs summed up", "spikingjelly", "surrogate", 8.0, SUMMED
            ),
        ),
        rounds=5,
    ),
    Comparison(
        "B7-lstm",
        "which of four digits was longest: LSTM, 64 cells, 40 frames of 14 by 14, 1000 streams",
        "lstm",
        cases.LSTM,
        (Opponent("PyTorch", "pytorch", "lstm", 1.5),),
        rounds=5,
    ),
)
