"""Spiking neural networks, small enough to read and fast enough to use."""

import importlib

from snnlib.encoding.burst import (
    BurstCode,
    burst_count_value,
    burst_decode,
    burst_encode,
    burst_interval,
    burst_interval_value,
    burst_size,
)
from snnlib.encoding.filtering import exponential_kernel, filter_decode, gaussian_kernel
from snnlib.encoding.information import information_of, mutual_information
from snnlib.encoding.latency import (
    LinearLatency,
    MembraneLatency,
    latency_decode,
    latency_encode,
    linear_latency,
    linear_latency_value,
    membrane_latency,
    membrane_latency_value,
    smallest_seen,
)
from snnlib.encoding.perturb import drop_spikes, jitter_spikes, jittered
from snnlib.encoding.phase import (
    PhaseCode,
    phase_decode,
    phase_encode,
    phase_offset,
    phase_time,
    phase_value,
)
from snnlib.encoding.rank_order import (
    RankOrder,
    even_rank_value,
    rank_of,
    rank_order_decode,
    rank_order_encode,
    rank_order_match,
    rank_value,
)
from snnlib.encoding.rate import (
    RateCode,
    poisson_encode,
    poisson_rate_error,
    rate_decode,
    rate_value,
    regular_encode,
    regular_rate_error,
    regular_time,
)
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
    "BurstCode",
    "Estimate",
    "LIFParameters",
    "LIFRun",
    "LIFState",
    "LeakyIntegratorParameters",
    "LinearLatency",
    "LocalSums",
    "MembraneLatency",
    "Moments",
    "PhaseCode",
    "RankOrder",
    "RateCode",
    "RepeaterRun",
    "RepeaterTheory",
    "SpikeEvents",
    "Wire",
    "analog_error",
    "analog_stage",
    "burst_count_value",
    "burst_decode",
    "burst_encode",
    "burst_interval",
    "burst_interval_value",
    "burst_size",
    "cv",
    "cv_of",
    "dead_steps",
    "drop_spikes",
    "equal_energy_height",
    "even_rank_value",
    "exponential_kernel",
    "fano_factor",
    "fano_of",
    "fill_repeaters_theory",
    "filter_decode",
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
    "gaussian_kernel",
    "impulse_response",
    "information_of",
    "isi",
    "jitter_spikes",
    "jittered",
    "latency_decode",
    "latency_encode",
    "leaky_integrator",
    "leaky_integrator_step",
    "lif",
    "lif_advance",
    "lif_interval",
    "lif_rate",
    "lif_step",
    "linear_latency",
    "linear_latency_value",
    "local_step",
    "local_variation",
    "local_variation_of",
    "membrane_latency",
    "membrane_latency_value",
    "moments_step",
    "mutual_information",
    "next_gap",
    "next_grid_gap",
    "no_local_sums",
    "no_moments",
    "phase_decode",
    "phase_encode",
    "phase_offset",
    "phase_time",
    "phase_value",
    "poisson_encode",
    "poisson_fano_error",
    "poisson_process",
    "poisson_rate_error",
    "pulse_count",
    "pulse_stage",
    "rank_of",
    "rank_order_decode",
    "rank_order_encode",
    "rank_order_match",
    "rank_value",
    "rate_decode",
    "rate_value",
    "rc_membrane",
    "regular_encode",
    "regular_rate_error",
    "regular_time",
    "repeaters",
    "repeaters_theory",
    "rheobase",
    "send_message",
    "smallest_seen",
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
