"""Spiking neural networks, small enough to read and fast enough to use."""

import importlib

from snnlib.neurons.leaky_integrator import (
    LeakyIntegratorParameters,
    leaky_integrator,
    leaky_integrator_step,
)
from snnlib.neurons.lif import (
    LIFParameters,
    LIFState,
    lif_advance,
    lif_interval,
    lif_step,
    time_to_threshold,
)
from snnlib.neurons.lif_run import LIFRun, lif, lif_rate, rheobase
from snnlib.neurons.membrane import impulse_response, rc_membrane
from snnlib.spikes.gamma_number import gamma_number
from snnlib.spikes.gaps import dead_steps, first_gap, first_grid_gap, next_gap, next_grid_gap
from snnlib.spikes.moments import (
    LocalSums,
    Moments,
    cv_of,
    fano_of,
    local_step,
    local_variation_of,
    moments_step,
    no_local_sums,
    no_moments,
)
from snnlib.spikes.processes import gamma_process, poisson_process
from snnlib.spikes.repeaters import (
    RepeaterRun,
    Wire,
    analog_stage,
    equal_energy_height,
    pulse_count,
    pulse_stage,
    repeaters,
    send_message,
)
from snnlib.spikes.repeaters_theory import (
    RepeaterTheory,
    analog_error,
    fill_repeaters_theory,
    flip_chance,
    repeaters_theory,
    spiking_error,
)
from snnlib.spikes.statistics import Estimate, cv, fano_factor, firing_rate, isi, local_variation
from snnlib.spikes.theory import (
    gamma_cv,
    gamma_cv_bias,
    gamma_cv_error,
    gamma_fano,
    gamma_isi_density,
    gamma_lv,
    poisson_fano_error,
)
from snnlib.spikes.trains import SpikeEvents, step_of, to_events, to_raster

__version__ = "0.1.0"
__all__ = [
    "Estimate",
    "LIFParameters",
    "LIFRun",
    "LIFState",
    "LeakyIntegratorParameters",
    "LocalSums",
    "Moments",
    "RepeaterRun",
    "RepeaterTheory",
    "SpikeEvents",
    "Wire",
    "analog_error",
    "analog_stage",
    "cv",
    "cv_of",
    "dead_steps",
    "equal_energy_height",
    "fano_factor",
    "fano_of",
    "fill_repeaters_theory",
    "firing_rate",
    "first_gap",
    "first_grid_gap",
    "flip_chance",
    "gamma_cv",
    "gamma_cv_bias",
    "gamma_cv_error",
    "gamma_fano",
    "gamma_isi_density",
    "gamma_lv",
    "gamma_number",
    "gamma_process",
    "impulse_response",
    "isi",
    "leaky_integrator",
    "leaky_integrator_step",
    "lif",
    "lif_advance",
    "lif_interval",
    "lif_rate",
    "lif_step",
    "local_step",
    "local_variation",
    "local_variation_of",
    "moments_step",
    "next_gap",
    "next_grid_gap",
    "no_local_sums",
    "no_moments",
    "poisson_fano_error",
    "poisson_process",
    "pulse_count",
    "pulse_stage",
    "rc_membrane",
    "repeaters",
    "repeaters_theory",
    "rheobase",
    "send_message",
    "spiking_error",
    "step_of",
    "time_to_threshold",
    "to_events",
    "to_raster",
]


def __getattr__(name):
    """Import the parts that need matplotlib or the widgets when they are first asked for."""
    if name in ("live", "plotting"):
        return importlib.import_module(f"snnlib.{name}")
    raise AttributeError(f"module 'snnlib' has no attribute {name!r}")
