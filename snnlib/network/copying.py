"""Copies of a network: by ``copy.deepcopy``, by pickle, and so in the processes of joblib.

A copy has arrays of its own.  What looks into an array of another part is made anew: the flags of
the neurons, what is recorded, and the program, which speaks of the network's own arrays.
"""

import numpy as np

from snnlib.network import checks
from snnlib.network.parts import Population


def _own(value):
    """Return a value whose arrays may be written to; joblib hands over read-only maps of files."""
    if isinstance(value, np.ndarray):
        return value if type(value) is np.ndarray and value.flags.writeable else np.array(value)
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_own(item) for item in value]
    if isinstance(value, tuple):
        items = map(_own, value)
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value


def take_arrays(network):
    """Let a network that was just copied have arrays of its own, and views of these."""
    parts = (*network.populations.values(), *network.sources.values())
    logs = [part.log for part in parts if part.log is not None]
    ways = (*network.inputs.values(), *network.connections.values())
    wiring = (*ways, *network.recordings.values())
    for thing in (network, *parts, *logs, *wiring):
        for name, value in vars(thing).items():
            if isinstance(value, (np.ndarray, dict, list, tuple)):
                setattr(thing, name, _own(value))
    for part in parts:
        if isinstance(part, Population):
            part.flags = part.flag_words.view(np.bool_)
    for (part, what), recording in network.recordings.items():
        recording.values, recording.unit, _ = checks.recordable(part, what)
