"""The whole cortical microcircuit beside NEST: B6-microcircuit.

With one thread and with two, under a constant current and under Poisson spikes.  NEST holds some 14
GB, and is asked only where they are free.  The rates of both are also held against those that the
model's authors ship with their program.
"""

from pathlib import Path

from benchmarks import cases
from benchmarks.comparison import Comparison, Opponent
from benchmarks.comparison import measure as compare
from benchmarks.table import show

NEEDED = 16e9  # bytes
MEMORY = Path("/proc/meminfo")

PUBLISHED = 0.1  # that a rate may be off: the published ones are of one run of another wiring
CHOICES = tuple((drive, threads) for drive in ("constant", "Poisson") for threads in (1, 2))


def comparison(drive: str, threads: int) -> Comparison:
    """The whole network with a drive, and with so many threads on both sides."""
    name = "" if drive == "constant" else "poisson-"
    words = f"{'constant current' if drive == 'constant' else 'Poisson spikes'} from outside, 1 s"
    return Comparison(
        f"B6-microcircuit-{name}{threads}",
        f"Potjans-Diesmann microcircuit, 77 169 neurons, 3e8 synapses, {words} at 0.1 ms, "
        f"{threads} thread{'s' * (threads > 1)}",
        "microcircuit",
        cases.microcircuit(threads=threads, drive=drive),
        (Opponent("NEST", "nest", "microcircuit", 10.0),),
        rounds=5,
    )


COMPARISONS = tuple(comparison(*choice) for choice in CHOICES)


def against_published(row: dict, case: dict) -> dict:
    """A row that also tells how far the rates of both sides are from the published ones."""
    for side in ("ours", "peer"):
        measures = row.get(f"{side}_measures")
        if measures is None:  # the peer failed
            continue
        off = [
            abs(measures[f"rate {name}"] / rate - 1.0)
            for name, rate in zip(case["names"], case["published_rates"], strict=True)
        ]
        within = max(off) <= PUBLISHED
        words = f"{side}: rates at most {100 * max(off):.2g} % from the published ones"
        words += f", {100 * PUBLISHED:g} % allowed"
        row = row | {
            f"{side}_off_published": max(off),
            "check": "; ".join(filter(None, [row.get("check"), words])),
            "checked": bool(row["checked"] and within),
            "met": bool(row["met"] and within),
        }
    return row


def free_bytes() -> float:
    """Memory that may be taken, where the system tells as Linux does; else infinity."""
    if not MEMORY.exists():
        return float("inf")
    lines = MEMORY.read_text().splitlines()
    return 1024.0 * next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))


def measure() -> dict:
    """Run all comparisons; gives their rows, or none where the memory is lacking."""
    if (free := free_bytes()) < NEEDED:
        print(f"    not run: {NEEDED / 1e9:.0f} GB must be free for NEST, and {free / 1e9:.1f} are")
        return {"rows": []}
    rows = [against_published(row, asked.case) for asked in COMPARISONS for row in compare(asked)]
    show(rows)
    return {"rows": rows}
