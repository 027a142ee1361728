"""What our scripts share: time the simulation apart from compiling and from building."""

import time
from collections.abc import Callable

WARM_UP = {"seed": 10_000}


def serve_network(build: Callable, measure: Callable) -> Callable:
    """Give the ``set_up`` that :func:`benchmarks.peers.protocol.serve` wants.

    Parameters
    ----------
    build : callable
        ``(case, seed) -> (network, parts)``, the network made and wired.
    measure : callable
        ``(case, network, parts) -> dict`` of what was computed.

    Notes
    -----
    A network is made anew for each round.  Its first time step loads or compiles its program and is
    not timed; the case's duration is simulated after it.  A request may bring ``changes`` of the
    case.
    """

    def set_up(case: dict):
        started = time.perf_counter()
        network, _ = build(case, **WARM_UP)
        network.run(case["dt"])
        compiled = time.perf_counter() - started
        started = time.perf_counter()
        build(case, **WARM_UP)
        built = time.perf_counter() - started

        def run(request: dict) -> dict:
            changed = case | request.get("changes", {})
            network, parts = build(changed, request["seed"])
            network.run(case["dt"])
            started = time.perf_counter()
            network.run(changed["duration"])
            seconds = time.perf_counter() - started
            return {"seconds": seconds, "measures": measure(changed, network, parts, request)}

        import snnlib

        return {"version": snnlib.__version__, "build_s": built, "compile_s": compiled}, run

    return set_up
