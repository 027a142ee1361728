"""The whole cortical microcircuit beside NEST, with one thread and with two: B6-microcircuit.

NEST holds some 14 GB, and is asked only where they are free.
"""

from pathlib import Path

from benchmarks import cases
from benchmarks.comparison import Comparison, Opponent
from benchmarks.comparison import measure as compare
from benchmarks.table import show

NEEDED = 16e9  # bytes
MEMORY = Path("/proc/meminfo")

COMPARISONS = tuple(
    Comparison(
        f"B6-microcircuit-{threads}",
        f"Potjans-Diesmann microcircuit, 77 169 neurons, 3e8 synapses, 1 s at 0.1 ms, {words}",
        "microcircuit",
        cases.microcircuit(threads=threads),
        (Opponent("NEST", "nest", "microcircuit", 10.0),),
        rounds=5,
    )
    for threads, words in ((1, "one thread"), (2, "two threads"))
)


def free_bytes() -> float:
    """Memory that may be taken, where the system tells as Linux does; else infinity."""
    if not MEMORY.exists():
        return float("inf")
    lines = MEMORY.read_text().splitlines()
    return 1024.0 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))


def measure() -> dict:
    """Run both comparisons; gives their rows, or none where the memory is lacking."""
    if (free := free_bytes()) < NEEDED:
        print(f"    not run: {NEEDED / 1e9:.0f} GB must be free for NEST, and {free / 1e9:.1f} are")
        return {"rows": []}
    rows = [row for comparison in COMPARISONS for row in compare(comparison)]
    show(rows)
    return {"rows": rows}
