from .constraints import (
    Differences as Differences,
    Search as Search,
    SearchParameters as SearchParameters,
    conflicts_of as conflicts_of,
    differences as differences,
    forbid as forbid,
    run_search as run_search,
    search_values as search_values,
)
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
from .random_walk import (
    RandomWalk as RandomWalk,
    WalkGraph as WalkGraph,
    heat_in_a_bar as heat_in_a_bar,
    line_of_nodes as line_of_nodes,
    simulate_random_walk as simulate_random_walk,
    spread_density as spread_density,
    step_walkers as step_walkers,
    walk_graph as walk_graph,
)
from .shortest_path import (
    DelayGraph as DelayGraph,
    Wavefront as Wavefront,
    delay_graph as delay_graph,
    follow_back as follow_back,
    grid_graph as grid_graph,
    predecessors_from_times as predecessors_from_times,
    run_wavefront as run_wavefront,
    spiking_wavefront as spiking_wavefront,
    with_relays as with_relays,
)
from .sudoku import solve_sudoku as solve_sudoku, sudoku_differences as sudoku_differences
