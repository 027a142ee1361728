"""Running: the compiled loop in pieces of a fraction of a second.

Between two pieces Python writes the spikes away, moves the progress bar and looks whether the user
has pressed Ctrl-C.
"""

import signal
import threading
import time
from contextlib import contextmanager

from snnlib.network.spike_log import MOST_ROWS

PIECE = 0.1  # s, how long a piece should take


def run(network, n_steps, progress):
    """Advance a network by so many time steps."""
    program = network.program
    if network._compiled is None:
        network._compiled = program.compile()
    logs = [p.log for p in (*network.populations.values(), *network.sources.values())]
    begin = int(network.clock[0])
    network._compiled(program.arguments(), begin, begin)  # compiles if need be, and does nothing
    end = begin + n_steps
    for recording in network.recordings.values():
        recording.make_room(begin, n_steps)
    from tqdm.auto import tqdm  # in a notebook it brings the widgets along

    bar = tqdm(
        total=n_steps * network.dt,
        unit="ms",
        unit_scale=True,
        disable=progress is False,
        delay=0 if progress else 2,
        leave=bool(progress),
    )
    try:
        with bar, interrupts_noted() as interrupted:
            _run_pieces(network, program, logs, end, bar, interrupted)
    finally:
        for recording in network.recordings.values():
            recording.put_away(int(network.clock[0]))


def _run_pieces(network, program, logs, end, bar, interrupted):
    size = 64
    while network.clock[0] < end:
        first = int(network.clock[0])
        last = min(first + size, end)
        began = time.perf_counter()
        reached = int(network._compiled(program.arguments(), first, last))
        took = time.perf_counter() - began
        for log in logs:
            log.move_on(first, reached - first)
        bar.update((reached - first) * network.dt)
        if reached == last:
            factor = min(max(PIECE / max(took, 1e-6), 0.25), 8.0)
            size = min(max(int(size * factor), 16), MOST_ROWS)
        if interrupted.is_set():
            raise KeyboardInterrupt


@contextmanager
def interrupts_noted():
    """Note Ctrl-C instead of raising at once, so that no step is left half done.

    Outside of the main thread, Python delivers no signals, and nothing is done.
    """
    noted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield noted
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: noted.set())
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)
