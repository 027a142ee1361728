"""Parameter sweeps: one function at many points, in several processes or on a Dask cluster.

Each result is written to disk as soon as it is there, so that a sweep can be stopped and called
again: it goes on with the points that are missing.  A point that raises, or whose process dies,
takes none of the others with it.  The engines are joblib (https://joblib.readthedocs.io) and Dask
(https://distributed.dask.org); this is what is around them.
"""

import hashlib
import importlib
import json
import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, NamedTuple

from snnlib import _checks
from snnlib._files import replaced
from snnlib._progress import Bar

KILLED = "its process ended before it did: killed, or out of memory"


class Outcome(NamedTuple):
    """What came of one point of a sweep."""

    point: dict  # arguments of the function
    result: Any  # None where it failed
    error: str  # the traceback, or what else went wrong; empty where nothing did


def sweep(
    function: Callable[..., Any],
    points: Sequence[dict],
    folder: str | Path,
    *,
    n_jobs: int = 2,
    client: Any = None,
    progress: bool | None = None,
) -> list[Outcome]:
    """Call ``function(**point)`` for each point, and return what came of each, in their order.

    Parameters
    ----------
    function : callable
        Its result must be one that pickle can write.  It runs in other processes.
    points : sequence of dict
        Arguments: numbers, strings, and lists and dicts of them.
    folder : path
        For the results, one file a point.  Called again, with more points or fewer, the sweep reads
        what is there and runs what is missing, points that failed among it.  For a function that
        has changed take another folder.
    n_jobs : int
        Processes on this machine.
    client : distributed.Client, optional
        Of a Dask cluster, whose workers take the place of processes here.
    progress : bool, optional
        Whether to show a progress bar; if not given, only where it takes over two seconds.

    Raises
    ------
    ValueError
        If the folder holds results of a function of another name.
    """
    if not callable(function):
        raise TypeError(f"function must be callable, got {function!r}")
    n_jobs = _checks.positive_integer("n_jobs", n_jobs)
    if client is not None and type(client).__name__ != "Client":
        raise TypeError(f"client must be a distributed.Client, got {client!r}")
    store = _Store(Path(folder), function)
    keys = [store.key(k, point) for k, point in enumerate(points)]
    known = dict(zip(keys, points, strict=True))
    missing = {key: point for key, point in known.items() if store.read(key) is None}
    bar, errors = Bar(len(known), "points", progress), {}
    bar.move(len(known) - len(missing))
    try:
        for key, data, error in _outcomes(function, missing, n_jobs, client):
            if error:
                errors[key] = error
            else:
                store.write(key, data)
            bar.move(1, failed=len(errors))
    finally:
        bar.close()
    return [_outcome(store, key, known[key], errors) for key in keys]


def _outcome(store, key, point, errors):
    if key in errors:
        return Outcome(point, None, errors[key])
    return Outcome(point, pickle.loads(store.read(key)), "")


def _outcomes(function, missing: dict, n_jobs: int, client) -> Iterator[tuple[str, bytes, str]]:
    """Give (key, pickled result, error) of each point, as soon as it is known.

    Where a process dies, others that had begun are lost with it.  So those run again, each by
    itself: the one to blame is the one that is alone when a process dies.
    """
    left = dict(missing)
    while left:
        begun = []
        try:
            for key, *outcome in _together(function, left, n_jobs, client, begun):
                del left[key]
                yield key, *outcome
        except _DeathError:
            for key in [key for key in begun if key in left]:
                alone = {key: left.pop(key)}
                try:
                    (outcome,) = _together(function, alone, 1, client, [])
                except _DeathError:
                    outcome = key, b"", KILLED
                yield outcome


class _DeathError(Exception):
    """A process has died, and with it what it did."""


def _together(function, points: dict, n_jobs: int, client, begun: list):
    """Give the outcomes in the order in which they come; note which points were begun."""
    points = dict(points)  # the caller strikes out what is done
    if client is None:
        return _in_processes(function, points, n_jobs, begun)
    return _on_cluster(function, points, client, begun)


def _in_processes(function, points, n_jobs, begun):
    try:
        import joblib
    except ImportError:
        raise ImportError("sweeps need joblib: pip install joblib") from None

    def tasks():
        for key, point in points.items():
            begun.append(key)
            yield joblib.delayed(_attempt)(function, key, point)

    # with one process alone joblib would stay in this one, which must not die
    with joblib.parallel_config("loky", n_jobs=max(n_jobs, 2)):
        pool = joblib.Parallel(
            return_as="generator_unordered", batch_size=1, pre_dispatch=n_jobs, max_nbytes=None
        )
        try:
            yield from pool(tasks())
        except BrokenProcessPool:
            raise _DeathError from None


def _on_cluster(function, points, client, begun):
    """Ask the cluster itself: each point has a future, and the death of a worker is one's own."""
    dask = importlib.import_module(type(client).__module__.partition(".")[0])  # only it is needed
    futures = [client.submit(_attempt, function, *each, pure=False) for each in points.items()]
    keys = dict(zip((future.key for future in futures), points, strict=True))
    for future in dask.as_completed(futures, raise_errors=False):
        if future.status == "finished":
            yield future.result()
        else:
            begun.append(keys[future.key])
            if not isinstance(future.exception(), dask.KilledWorker):
                raise future.exception()
    if begun:
        raise _DeathError


def _attempt(function, key: str, point: dict) -> tuple[str, bytes, str]:
    """Run a point where it is to run; an error comes back as its text."""
    try:
        return key, pickle.dumps(function(**point)), ""
    except (Exception, SystemExit):
        return key, b"", traceback.format_exc()


def _plain(value):
    return value.tolist()  # of numpy's arrays and numbers


class _Store:
    """The folder of results."""

    def __init__(self, folder, function):
        self.folder = folder
        name = f"{function.__module__}.{getattr(function, '__qualname__', repr(function))}"
        folder.mkdir(parents=True, exist_ok=True)
        about = folder / "function.txt"
        if about.exists() and about.read_text("utf-8") != name:
            raise ValueError(
                f"folder {folder} holds results of {about.read_text('utf-8')}, not of {name}; take "
                "another one"
            )
        with replaced(about) as file:
            file.write(name.encode())

    def key(self, k, point):
        """Return the name of a point's file."""
        if not isinstance(point, dict):
            raise TypeError(f"points[{k}] must be a dict of arguments, got {point!r}")
        try:
            text = json.dumps(point, sort_keys=True, allow_nan=False, default=_plain)
        except (AttributeError, TypeError, ValueError) as error:
            kind = ValueError if isinstance(error, ValueError) else TypeError
            raise kind(
                f"points[{k}] must hold finite numbers, strings, lists and dicts: {error}"
            ) from None
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    def read(self, key):
        """Return the pickled result, or None where there is none."""
        path = self.folder / f"{key}.pickle"
        return path.read_bytes() if path.exists() else None

    def write(self, key, data):
        with replaced(self.folder / f"{key}.pickle") as file:
            file.write(data)
