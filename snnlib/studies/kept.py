"""Long runs that a page shows and does not repeat: what they gave, when, and with which code.

``make results`` runs them and writes a file each into ``benchmarks/results``.  The functions that
are run stand in the chapters.
"""

import datetime
import html
import json
from pathlib import Path
from typing import Any

import numpy as np

from snnlib.studies.definitions import definition
from snnlib.studies.sources import bare, digest, library_modules, module_digest

FOLDER = Path("benchmarks", "results")
TIME = "seconds"
MEASURED = (TIME, "peak_bytes")  # results of these names: no two runs have them in common


def kept_runs(name: str) -> "KeptRuns":
    """Return what the runs of an experiment of the book gave.

    Parameters
    ----------
    name : str
        Of a file in ``benchmarks/results``, without its ending.

    Returns
    -------
    runs : KeptRuns

    Raises
    ------
    ValueError
        If there is no such file in the book's repository, which is looked for around the current
        folder and around the library.
    """
    path = FOLDER / f"{name}.json"
    root = _root(path, f"make results ONLY={name}")
    return KeptRuns(json.loads((root / path).read_text("utf-8")), root)


def kept_table(place: str) -> dict:
    """Return what other programs gave, which the book's environment does not have.

    Parameters
    ----------
    place : str
        Of a file below ``benchmarks``, without its ending: ``"observed/nir-readers"``.

    Returns
    -------
    table : dict, as it stands in the file

    Raises
    ------
    ValueError
        If there is no such file in the book's repository.
    """
    path = Path("benchmarks", f"{place}.json")
    return json.loads((_root(path, "a module of benchmarks") / path).read_text("utf-8"))


def _root(path, maker):
    """Return the repository that has this file."""
    for root in (Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parents[2]):
        if (root / path).exists():
            return root
    raise ValueError(
        f"there is no {path} around {Path.cwd()}; work in the book's repository, where {maker} "
        "writes it"
    )


class KeptRuns:
    """Runs of one function of a chapter, each with its arguments and its results.

    As the last line of a cell it shows a sentence that says when and where they were run, and
    whether the code has changed since.

    Attributes
    ----------
    name, chapter, function : str
    date : datetime.datetime
    machine : dict
    seconds : float, of one core, for all runs
    arguments : list of dict
    results : list of dict
    """

    def __init__(self, record: dict, root: Path):
        self._record, self._root, self._repeated = record, root, []
        self.name, self.chapter = record["name"], record["chapter"]
        self.function, self.machine = record["function"], record["machine"]
        self.date = datetime.datetime.fromisoformat(record["date"])
        self.arguments = [run["arguments"] for run in record["runs"]]
        self.results = [run["results"] for run in record["runs"]]
        self.seconds = sum(run[TIME] for run in record["runs"])

    def __len__(self):
        return len(self.results)

    def __getitem__(self, result):
        """Return one of the results from all runs, (n_runs, ...) ndarray."""
        return np.array([results[result] for results in self.results])

    def of(self, **arguments: object) -> dict:
        """Return the results of the run that had just these arguments, a dict."""
        if plain(arguments) not in self.arguments:
            raise ValueError(f"no kept run of {self.name} had the arguments {arguments}")
        return self.results[self.arguments.index(plain(arguments))]

    def changed(self) -> list[str]:
        """Return which code is no longer what it was: modules, and the chapter's function."""
        now, before = sources(self._root, self.chapter, self.function), self._record["sources"]
        return sorted(
            name for name in before.keys() | now.keys() if before.get(name) != now.get(name)
        )

    def compare(self, results: dict, **arguments: object) -> bool:
        """Compare results with those of the run that had the same arguments, bit for bit.

        Returns whether they are the same; the sentence that the runs show says it, too.
        """
        same = bits(results) == bits(self.of(**arguments))
        self._repeated.append((arguments, same))
        return same

    def sentence(self) -> str:
        """Return where the numbers come from, in words."""
        processor, n = self.machine["processor"], len(self)
        said = [
            f"Kept from {self.date.day} {self.date:%B %Y}: {n} run{'s' * (n > 1)} of "
            f"`{self.function}`, {self.seconds:.0f} s in all on one core ({processor}); "
            f"`make results ONLY={self.name}` repeats them."
        ]
        for arguments, same in self._repeated:
            given = ", ".join(f"{name} = {value}" for name, value in arguments.items())
            which = f"The one with {given}" if n > 1 else "It"
            outcome = "has the same bits" if same else "**is not the same here**"
            said.append(f"{which} was run again with this page and {outcome}.")
        if confirmed := self._record.get("confirmed"):
            day = datetime.datetime.fromisoformat(confirmed)
            said.append(
                "Code that they use has changed since; a run that was repeated with it on "
                f"{day.day} {day:%B %Y} had the same bits."
            )
        if changed := self.changed():
            names = ", ".join(f"`{name}`" for name in changed[:3])
            more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
            said.append(f"Code that they use has changed since: {names}{more}.")
        said.append("What has no such line was computed with the page.")
        return " ".join(said)

    def __repr__(self):
        return self.sentence().replace("`", "").replace("**", "")

    def _repr_html_(self):
        words = html.escape(self.sentence(), quote=False)
        for mark, tag in (("**", "strong"), ("`", "code")):
            parts = words.split(mark)
            words = "".join(
                f"<{tag}>{part}</{tag}>" if k % 2 else part for k, part in enumerate(parts)
            )
        return f'<p class="kept-runs"><small>{words}</small></p>'


def sources(root: Path, chapter: str, function: str) -> dict[str, str]:
    """Return a digest of each piece of code that a chapter's function depends on, by name."""
    source = definition(Path(root, chapter), function)
    modules = {name: module_digest(name) for name in library_modules(source)}
    return {f"{chapter}: {function}": digest(bare(source))} | modules


def plain(value: Any) -> Any:
    """Return a value as JSON gives it back: lists, dicts, numbers, texts."""
    return json.loads(json.dumps(value, default=lambda other: other.tolist()))


def bits(results: dict) -> str:
    """Return results as a text that is the same for the same bits, without time and memory."""
    own = {key: value for key, value in plain(results).items() if key not in MEASURED}
    return json.dumps(own, sort_keys=True)
