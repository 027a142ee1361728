from .event_queue import (
    EventQueue as EventQueue,
    empty_queue as empty_queue,
    queue_pop as queue_pop,
    queue_push as queue_push,
)
from .events import (
    EventNeurons as EventNeurons,
    EventRecord as EventRecord,
    EventRun as EventRun,
    EventWiring as EventWiring,
    EventWork as EventWork,
    event_driven as event_driven,
    event_lif_advance as event_lif_advance,
    event_lif_crossing as event_lif_crossing,
    event_wiring as event_wiring,
    run_events as run_events,
)
from .fixed_point import (
    OVERFLOWS as OVERFLOWS,
    ROUNDINGS as ROUNDINGS,
    IntegerLIFRun as IntegerLIFRun,
    IntegerMembrane as IntegerMembrane,
    QuantizedWeights as QuantizedWeights,
    fit_word as fit_word,
    integer_decay as integer_decay,
    integer_leak as integer_leak,
    integer_lif as integer_lif,
    integer_lif_step as integer_lif_step,
    integer_membrane as integer_membrane,
    quantize_weights as quantize_weights,
    round_shift as round_shift,
)
