"""Spike trains: lists and rasters, point processes, statistics, and how alike trains are."""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(
    __name__,
    comparison="coincidence_factor coincidence_factor_of coincidences synchrony synchrony_of",
    irregularity=("LocalSums cv2 local_step local_variation local_variation_of no_local_sums"),
    patterns="PATTERNS firing_pattern",
    processes=(
        "dead_steps first_gap first_grid_gap gamma_process next_gap next_grid_gap poisson_process"
    ),
    statistics=(
        "Estimate Moments cv cv_of fano_factor fano_of firing_rate isi moments_step no_moments"
    ),
    theory="gamma_cv gamma_cv_bias gamma_fano gamma_isi_density gamma_lv",
    trains="SpikeEvents near_border not_after step_of steps_of to_events to_raster",
)
