"""Running: the compiled loop in pieces of a fraction of a second.

Between two pieces Python writes the spikes away, moves the progress bar and looks whether the user
has pressed Ctrl-C.
"""

import signal
import threading
import time
from contextlib import contextmanager

from numba.core.errors import NumbaError

from snnlib._progress import Bar
from snnlib.network.complaints import explained
from snnlib.network.spike_log import MOST_ROWS
from snnlib.network.threads import Team

PIECE = 0.1  # s, how long a piece should take


def run(network, n_steps: int, progress, threads: int):
    """Advance a network by so many time steps, in one thread or in several."""
    program, team = network.program, None
    begin = int(network.clock[0])
    for recording in network.recordings.values():
        recording.make_room(begin, n_steps)
    if threads > 1:
        team = Team(network, threads)
        advance = team.compiled(_compile(team.programs[0], begin))
    else:
        if network._compiled is None:
            network._compiled = _compile(program, begin)

        def advance(first, last):
            return network._compiled(program.arguments(), first, last)

    bar = Bar(n_steps, "ms", progress, network.dt)
    try:
        with interrupts_noted() as interrupted:
            _run_pieces(network, advance, begin + n_steps, bar, interrupted)
    finally:
        if team:
            team.end()
        else:
            _settle(network)
        bar.close()
        for recording in network.recordings.values():
            recording.put_away(int(network.clock[0]))


def _compile(program, step):
    """Compile the loop, by letting it do no step at all."""
    compiled = program.compile()
    try:
        compiled(program.arguments(), step, step)
    except (NumbaError, TypeError) as error:
        raise TypeError(
            "a function of the network's neurons, receptors or rules cannot be compiled by numba; "
            f"{explained(program, str(error))}print(network.program) shows where it is called: "
            f"{error}"
        ) from error
    return compiled


def _settle(network):
    """Bring all weights up to date, which the program does where it is asked for no step.

    Not after each piece: how long a piece is depends on the clock, and rounding would, too.
    """
    if network.program.settles:
        now = int(network.clock[0])
        network._compiled(network.program.arguments(), now, now)


def _run_pieces(network, advance, end, bar, interrupted):
    logs = [part.log for part in (*network.populations.values(), *network.sources.values())]
    while network.clock[0] < end:
        first = int(network.clock[0])
        last = min(first + network.piece, end)
        began = time.perf_counter()
        reached = int(advance(first, last))
        took = time.perf_counter() - began
        for log in logs:
            log.move_on(reached - first)
        bar.move(reached - first)
        if reached == last:
            factor = min(max(PIECE / max(took, 1e-6), 0.25), 8.0)
            network.piece = min(
                max(int((last - first) * factor), network.piece // 4, 16), MOST_ROWS
            )
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
