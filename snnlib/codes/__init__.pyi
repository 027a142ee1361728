from . import (
    burst as burst,
    delta as delta,
    filtering as filtering,
    information as information,
    latency as latency,
    linear_decoder as linear_decoder,
    nef as nef,
    perturb as perturb,
    phase as phase,
    population as population,
    rank_order as rank_order,
    rate as rate,
)
