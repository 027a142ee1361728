"""How a measuring process talks: one JSON line in, one JSON line out.

A script hands :func:`serve` a function that sets the work up.  Its case comes as the first line of
standard input; each further line is a request (``{"seed": 3}``), run once and answered with its
time and with what it computed.  The answers have a pipe of their own, whose number the variable
``BENCHMARK_ANSWERS`` tells: simulators print to standard output.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable


def serve(set_up: Callable[[dict], tuple[dict, Callable[[dict], dict]]]) -> None:
    """Set up once, then run once for every line that comes.

    Parameters
    ----------
    set_up : callable
        Called with the case; gives ``(about, run)``: a dict with at least ``version`` and
        ``build_s``, and a function from a request to ``{"seconds": …, "measures": {…}}``.  Each
        answer gets a ``core_share``, too: processor time over time, 1 if nothing else ran.
    """
    answers = os.fdopen(int(os.environ["BENCHMARK_ANSWERS"]), "w", buffering=1)
    about, run = set_up(json.loads(sys.stdin.readline()))
    print(json.dumps(about), file=answers)
    for line in sys.stdin:
        before, started = cpu_seconds(), time.perf_counter()
        answer = run(json.loads(line))
        share = (cpu_seconds() - before) / (time.perf_counter() - started)
        print(json.dumps({"core_share": share} | answer), file=answers)


def cpu_seconds() -> float:
    """Processor time of this process and of those that it started and that have ended."""
    kinds = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(kind.ru_utime + kind.ru_stime for kind in kinds)
