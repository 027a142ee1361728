from .comparison import (
    coincidence_factor as coincidence_factor,
    coincidence_factor_of as coincidence_factor_of,
    coincidences as coincidences,
    synchrony as synchrony,
    synchrony_of as synchrony_of,
)
from .irregularity import (
    LocalSums as LocalSums,
    cv2 as cv2,
    local_step as local_step,
    local_variation as local_variation,
    local_variation_of as local_variation_of,
    no_local_sums as no_local_sums,
)
from .patterns import (
    PATTERNS as PATTERNS,
    firing_pattern as firing_pattern,
)
from .processes import (
    dead_steps as dead_steps,
    first_gap as first_gap,
    first_grid_gap as first_grid_gap,
    gamma_process as gamma_process,
    next_gap as next_gap,
    next_grid_gap as next_grid_gap,
    poisson_process as poisson_process,
)
from .rhythm import dominant_frequency as dominant_frequency
from .statistics import (
    Estimate as Estimate,
    Moments as Moments,
    cv as cv,
    cv_of as cv_of,
    fano_factor as fano_factor,
    fano_of as fano_of,
    firing_rate as firing_rate,
    isi as isi,
    moments_step as moments_step,
    no_moments as no_moments,
)
from .theory import (
    gamma_cv as gamma_cv,
    gamma_cv_bias as gamma_cv_bias,
    gamma_fano as gamma_fano,
    gamma_isi_density as gamma_isi_density,
    gamma_lv as gamma_lv,
)
from .trains import (
    SpikeEvents as SpikeEvents,
    near_border as near_border,
    not_after as not_after,
    step_of as step_of,
    steps_of as steps_of,
    to_events as to_events,
    to_raster as to_raster,
)
