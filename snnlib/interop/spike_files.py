"""Spikes in the forms in which laboratories and simulators keep them: NWB, neo, SONATA.

============================  ========  =================================  =======================
form                          unit      time 0                             which neurons
============================  ========  =================================  =======================
NWB, ``read_nwb``             s         ``timestamps_reference_time``      rows of the units table
neo, ``from_neo``             its own   that of the analog signals         trains in their order
SONATA, ``read_sonata``       ms        the beginning of the simulation    ``node_ids``
here, ``SpikeRecording``      ms        as ``zero`` tells                  0, 1, 2, ... and ``ids``
============================  ========  =================================  =======================

The packages pynwb, neo and h5py are imported when they are needed.
"""

import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from snnlib import _checks
from snnlib._files import replaced
from snnlib.interop._optional import need
from snnlib.spikes.trains import SpikeEvents, in_order


class SpikeRecording(NamedTuple):
    """Spikes with what is known of them."""

    events: SpikeEvents  # ms after ``zero``, of neurons 0 to ``len(ids) - 1``
    ids: np.ndarray  # (n_neurons,) int64, what the file calls each neuron
    start: float | None  # ms, from when on spikes were looked for, if it is known
    stop: float | None  # ms, until when
    zero: str  # what happened at time 0


def _from_trains(trains, ids, start, stop, zero):
    """Return a recording of one array of times (ms) for each neuron."""
    times = [np.asarray(train, float) for train in trains]
    neurons = np.repeat(np.arange(len(times)), [train.size for train in times])
    times = np.concatenate([*times, np.empty(0)])
    return SpikeRecording(in_order(times, neurons), np.asarray(ids, np.int64), start, stop, zero)


def _trains(events, n_neurons, stop):
    """Return the checked times (ms) of each neuron and the time at which the recording ends."""
    _checks.instance_of("events", events, SpikeEvents)
    n_neurons = _checks.positive_integer("n_neurons", n_neurons)
    stop = _checks.positive_number("stop", stop, "milliseconds")
    times = _checks.spike_times("events.spike_times", events.spike_times)
    neurons = _checks.spike_neurons(
        "events.spike_neurons", events.spike_neurons, times.size, n_neurons
    )
    if times.size and times.max() > stop:
        raise ValueError(f"stop must be at least {times.max():g} milliseconds, got {stop:g}")
    order = np.argsort(times, kind="stable")
    times, neurons = times[order], neurons[order]
    return [times[neurons == j] for j in range(n_neurons)], stop


def _opened(open_it, path, what):
    """Return what opens a file, or say that it is cut off or of another kind."""
    if not Path(path).exists():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        return open_it()
    except OSError as error:
        cut = "truncated" in str(error)
        raise ValueError(
            f"{path} {'is cut off' if cut else f'is no {what} file'}: {error}"
        ) from None


def read_nwb(path: str | Path) -> SpikeRecording:
    """Read the units of an NWB file, by the package pynwb.

    Returns
    -------
    recording : SpikeRecording
        ``ids`` are those of the table.  ``start`` and ``stop`` are the outermost of its observation
        intervals, None where a unit has none.

    Raises
    ------
    ValueError
        If the file is cut off, is no NWB file, or has no units with spike times.
    """
    pynwb = need("pynwb", why="read_nwb")
    with _opened(lambda: pynwb.NWBHDF5IO(str(path), "r"), path, "NWB") as opened:
        file = opened.read()
        if file.units is None or "spike_times" not in file.units.colnames:
            raise ValueError(f"{path} has no units with spike times")
        units = file.units
        ids = np.asarray(units.id[:])
        trains = [1e3 * np.asarray(units.get_unit_spike_times(k)) for k in range(len(ids))]
        intervals = np.empty((0, 2))
        if "obs_intervals" in units.colnames:
            each = [np.reshape(units.get_unit_obs_intervals(k), (-1, 2)) for k in range(len(ids))]
            intervals = np.concatenate(each) if all(len(one) for one in each) else intervals
        start, stop = (
            (1e3 * float(intervals.min()), 1e3 * float(intervals.max()))
            if intervals.size
            else (None, None)
        )
        zero = file.timestamps_reference_time or file.session_start_time
        return _from_trains(trains, ids, start, stop, zero.isoformat())


def write_nwb(
    path: str | Path,
    events: SpikeEvents,
    n_neurons: int,
    *,
    stop: float,
    session_start: datetime.datetime,
    description: str,
    identifier: str,
) -> None:
    """Write spikes as the units of a new NWB file, by the package pynwb.

    Parameters
    ----------
    events : SpikeEvents
        In ms after ``session_start``; the file has seconds.
    n_neurons : int
        Neurons that are silent become units without spikes.
    stop : float, ms
        Until when spikes were looked for; from 0 to then is written as each unit's observation
        interval, without which neo reads no units.
    session_start : datetime with a time zone
        Time 0.
    description, identifier : str
        NWB asks for both.
    """
    pynwb = need("pynwb", why="write_nwb")
    trains, stop = _trains(events, n_neurons, stop)
    _checks.instance_of("session_start", session_start, datetime.datetime)
    if session_start.tzinfo is None:
        raise ValueError("session_start must have a time zone, such as datetime.timezone.utc")
    file = pynwb.NWBFile(
        session_description=description, identifier=identifier, session_start_time=session_start
    )
    for k, train in enumerate(trains):
        file.add_unit(spike_times=train * 1e-3, obs_intervals=[[0.0, stop * 1e-3]], id=k)
    with pynwb.NWBHDF5IO(str(path), "w") as opened:
        opened.write(file)


def from_neo(trains: Sequence[Any]) -> SpikeRecording:
    """Return the spikes of ``neo.SpikeTrain`` objects, whatever their units, in ms.

    ``start`` and ``stop`` are the earliest ``t_start`` and the latest ``t_stop``.  Times before 0,
    which other parts of the library do not take, are kept as they are.
    """
    neo = need("neo", why="from_neo")
    for train in trains:
        _checks.instance_of("trains", train, neo.SpikeTrain)
    if not len(trains):
        raise ValueError("trains must hold a SpikeTrain or more, got none")
    times = [train.rescale("ms").magnitude for train in trains]
    start = min(float(train.t_start.rescale("ms")) for train in trains)
    stop = max(float(train.t_stop.rescale("ms")) for train in trains)
    return _from_trains(times, np.arange(len(times)), start, stop, "that of the neo objects")


def to_neo(events: SpikeEvents, n_neurons: int, *, stop: float) -> list[Any]:
    """Return spikes as a list of ``neo.SpikeTrain`` in ms, one for each neuron, from 0 to ``stop``.

    ``stop`` is in ms.  Bins that begin with their border, such as elephant's, put a spike at the
    end of a step here into the next one, and leave out one at ``stop``.
    """
    neo = need("neo", why="to_neo")
    trains, stop = _trains(events, n_neurons, stop)
    return [neo.SpikeTrain(train, units="ms", t_stop=stop) for train in trains]


def read_sonata(path: str | Path, population: str | None = None) -> SpikeRecording:
    """Read the spikes of a population in a SONATA file, by h5py.

    Parameters
    ----------
    population : str, optional
        Must be given if the file has more than one.

    Returns
    -------
    recording : SpikeRecording
        ``ids`` are the ``node_ids`` that spiked, ascending: silent ones are not in the file.

    Raises
    ------
    ValueError
        If the file is cut off, has no such population, or a unit that is not of time.
    """
    h5py = need("h5py", why="read_sonata")
    with _opened(lambda: h5py.File(path, "r"), path, "SONATA") as file:
        names = list(file["spikes"]) if "spikes" in file else []
        if not names or (population is None and len(names) > 1):
            raise ValueError(f"population must be one of {path}'s: {', '.join(names) or 'none'}")
        population = _checks.one_of("population", population or names[0], names)
        group = file["spikes"][population]
        unit = group["timestamps"].attrs.get("units", "milliseconds")
        unit = unit.decode() if isinstance(unit, bytes) else str(unit)
        scale = {"milliseconds": 1.0, "ms": 1.0, "seconds": 1e3, "s": 1e3}.get(unit)
        if scale is None:
            raise ValueError(f"{path}: timestamps must be in milliseconds or seconds, got {unit!r}")
        times, nodes = scale * group["timestamps"][()], group["node_ids"][()].astype(np.int64)
    ids, neurons = np.unique(nodes, return_inverse=True)
    zero = "the simulation began"
    return SpikeRecording(in_order(times.astype(float), neurons), ids, None, None, zero)


def write_sonata(
    path: str | Path,
    events: SpikeEvents,
    population: str,
    *,
    ids: ArrayLike | None = None,
) -> None:
    """Write spikes as a SONATA file, in ms and sorted by time, by h5py.

    Parameters
    ----------
    ids : (n_neurons,) array_like of int, optional
        ``node_ids`` of neurons 0, 1, ...; the same numbers if not given.

    It is not compressed, since libsonata reads no compressed spikes.  A write that fails leaves an
    old file as it was.
    """
    h5py = need("h5py", why="write_sonata")
    _checks.instance_of("events", events, SpikeEvents)
    times = _checks.spike_times("events.spike_times", events.spike_times)
    most = 2**63 - 1 if ids is None else len(ids)
    neurons = _checks.spike_neurons("events.spike_neurons", events.spike_neurons, times.size, most)
    events = in_order(times, neurons)
    nodes = events.spike_neurons if ids is None else np.asarray(ids)[events.spike_neurons]
    sorting = h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, basetype="u1")
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.attrs["magic"], file.attrs["version"] = np.uint32(0x0A7A), np.uint32([0, 1])
        group = file.create_group(f"spikes/{population}")
        group.attrs.create("sorting", 2, dtype=sorting)
        group["timestamps"], group["node_ids"] = events.spike_times, nodes.astype(np.uint64)
        group["timestamps"].attrs["units"] = "milliseconds"
    with replaced(path) as raw:
        raw.write(content.getvalue())
