"""How much the accuracy on digits depends on which images are kept for the test."""

from benchmarks.child import ours

CASE = {"n_test": 1000}
SPLITS = (1, 2, 3, 4, 5)  # the chapter has split 0
SETTINGS = (
    {"n_neurons": 400},
    {"n_neurons": 1600, "threshold_step": (1.0, 0.01)},
)  # as in the chapter


def measure(case: dict = CASE, splits: tuple = SPLITS, settings: tuple = SETTINGS) -> dict:
    """Run each split with each of the settings; gives a row for each of the settings."""
    rows = []
    with ours("digit_splits", case) as child:
        for setting in settings:
            runs = [child.ask({"split": split, "settings": setting}) for split in splits]
            entry = {name: [run["measures"][name] for run in runs] for name in runs[0]["measures"]}
            rows.append(entry | {"settings": setting, "seconds": [r["seconds"] for r in runs]})
            right = " ".join(f"{100 * share:.1f}" for share in entry["by_class"])
            print(f"    {setting['n_neurons']} neurons: {right} % right", flush=True)
    return {"case": case, "splits": splits, "rows": rows}
