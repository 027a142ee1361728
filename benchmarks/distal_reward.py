"""An hour of the distal reward problem, which is too long for the chapter: does it work?"""

from statistics import median

from benchmarks.child import ours
from benchmarks.table import seconds

CASE = {"n": 1000, "minutes": 60}
SEEDS = (1, 2, 3)


def measure(case: dict = CASE, seeds: tuple = SEEDS) -> dict:
    """Run each seed; gives seconds, weights in mV of the last quarter, and rewards, a list each."""
    with ours("distal_reward", case) as child:
        runs = [child.ask({"seed": seed}) for seed in seeds]
    found = {name: [run["measures"][name] for run in runs] for name in runs[0]["measures"]}
    found |= {"case": case, "seconds": [run["seconds"] for run in runs]}
    print(
        f"    {case['minutes']} minutes of {case['n']} neurons, {len(seeds)} seeds: "
        f"chosen synapse {' '.join(f'{w:.2f}' for w in found['chosen'])} mV, "
        f"controls {' '.join(f'{w:.2f}' for w in found['controls'])} mV, "
        f"in {seconds(median(found['seconds']))}"
    )
    return found
