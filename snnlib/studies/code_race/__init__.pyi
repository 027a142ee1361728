from .readers import (
    even_rank_value as even_rank_value,
    read_burst as read_burst,
    read_delta as read_delta,
    read_latency as read_latency,
    read_phase as read_phase,
    read_population as read_population,
    read_ranks as read_ranks,
    read_rate as read_rate,
)
from .rules import (
    GUARD as GUARD,
    N_NEURONS as N_NEURONS,
    SPAN as SPAN,
    WINDOW as WINDOW,
    Heard as Heard,
    Reader as Reader,
    burst_code as burst_code,
    delta_threshold as delta_threshold,
    fill_values as fill_values,
    hear as hear,
    phase_code as phase_code,
    population_code as population_code,
)
from .running import (
    BITS as BITS,
    BITS_ERROR as BITS_ERROR,
    BITS_PER_SPIKE as BITS_PER_SPIKE,
    ERROR as ERROR,
    NAMES as NAMES,
    SPIKES as SPIKES,
    run as run,
    score as score,
)
from .senders import (
    send_burst as send_burst,
    send_delta as send_delta,
    send_latency as send_latency,
    send_phase as send_phase,
    send_poisson as send_poisson,
    send_population as send_population,
    send_ranks as send_ranks,
    send_regular as send_regular,
)
from .transmission import (
    Transmission as Transmission,
    arrival as arrival,
    transmit as transmit,
)
