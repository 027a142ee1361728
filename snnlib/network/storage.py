"""Saving and loading: everything that changes while a network runs, in one .npz file."""

import hashlib

import numpy as np

from snnlib._files import replaced


def _changing(network):
    """Name and array of everything that a run changes in place."""
    yield "clock", network.clock
    for part in network.populations.values():
        for group in ("state", "ports", "units"):
            for field, array in getattr(part, group).items():
                yield f"{part.name}/{group}/{field}", array
    for source in network.sources.values():
        yield f"{source.name}/next_spike", source.next_spike
        if source.kind == "poisson":
            yield f"{source.name}/residual", source.residual
    for connection in network.connections.values():
        yield f"{connection.name}/weights", connection.w
        for group in ("eligibility", "eligibility_unit", "gain", "modulator", "later"):
            if getattr(connection, group) is not None:
                yield f"{connection.name}/{group}", getattr(connection, group)
        for group in ("pre_traces", "post_traces", "pre_units", "post_units"):
            for field, array in getattr(connection, group).items():
                yield f"{connection.name}/{group}/{field}", array


def _flat(values):
    """Numbers and arrays of a named tuple, and of those in it."""
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            yield value


def _parameters(network):
    """Named tuples of all numbers that models and rules work with."""
    for part in network.populations.values():
        yield (*_flat(part.constants), part.current)
        for receptor, constants in part.receptors.values():
            yield (*_flat(constants), *(receptor.decay or ()))
    for connection in network.connections.values():
        if connection.plasticity:
            rule = connection.plasticity
            yield (*connection.constants, *rule.pre, *rule.post, rule.rescale_every)
            yield (rule.eligibility or 0.0, rule.modulator or 0.0)


def fingerprint(network):
    """Digest of the plan: what was built, and the wiring that came of it."""
    digest = hashlib.sha256(f"{network.program!r} {network.dt} {network.seed}".encode())
    for connection in network.connections.values():
        for array in (connection.delays, connection.rows, connection.columns):
            digest.update(b"-" if array is None else np.ascontiguousarray(array))
    for part in (*network.populations.values(), *network.sources.values()):
        digest.update(f"{part.name} {part.n} {part.keep_spikes}".encode())
    for source in network.sources.values():
        if source.kind == "replay":
            digest.update(f"{source.name} {source.period}".encode())
            digest.update(source.steps.tobytes() + source.sources.tobytes())
    for part in network.inputs.values():
        digest.update(f"{part.name} {part.target.low} {part.target.high}".encode())
        digest.update(part.w.tobytes())
    for parameters in _parameters(network):
        for number in parameters:
            digest.update(np.asarray(number).tobytes())
    for recording in network.recordings.values():
        digest.update(f"{recording.name} {recording.every} {recording.indices.tolist()}".encode())
    return digest.hexdigest()


def _told(network):
    """Name and value of every parameter that ``set_parameters`` may change."""
    models = {part.name: part.neuron for part in network.populations.values()}
    models |= {part.name: part.plasticity for part in network.connections.values()}
    for name, model in models.items():
        for field, value in model.params._asdict().items() if model else ():
            yield f"{name}/parameters/{field}", np.asarray(value, np.float64)


def _other_parameters(network, arrays):
    """Say which parameters differ from those in the file; an empty text if none does."""
    here = dict(_told(network))
    there = {name for name in arrays if "/parameters/" in name}
    if there != set(here):
        return ""
    texts = []
    for name, value in here.items():
        if not np.array_equal(value, arrays[name]):
            part, _, field = name.split("/")
            saved, own = (f"{x:g}" if x.ndim == 0 else "an array" for x in (arrays[name], value))
            differ = f"{saved} there and {own} here" if saved != own else "another array there"
            texts.append(f"{part}'s {field} is {differ}")
    return "; ".join(texts)


def save(network, path):
    """Write the file; see :meth:`snnlib.Network.save`."""
    arrays = {"fingerprint": np.array(fingerprint(network)), **dict(_changing(network))}
    arrays |= dict(_told(network))
    for part in (*network.populations.values(), *network.sources.values()):
        end = part.log.start[network.history]
        arrays[f"{part.name}/log/start"] = part.log.start[: network.history + 1]
        arrays[f"{part.name}/log/neurons"] = part.log.neurons[:end]
        counts, spikes = part.log.spikes()
        arrays |= {f"{part.name}/log/counts": counts, f"{part.name}/log/recorded": spikes}
    for source in network.sources.values():
        if source.kind == "poisson":
            arrays[f"{source.name}/probabilities"] = source.probabilities
    for part in network.inputs.values():
        arrays[f"{part.name}/lam"] = part.lam
    for recording in network.recordings.values():
        arrays[recording.name] = recording.all_taken()
    with replaced(path) as file:
        np.savez(file, **arrays)


def load(network, path):
    """Read the file; see :meth:`snnlib.Network.load`."""
    mark = fingerprint(network)
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    if str(arrays.get("fingerprint")) != mark:
        other = _other_parameters(network, arrays)
        cure = f": {other}; call set_parameters before load as before the save" if other else ""
        raise ValueError(f"{path} is of another network, or of another version of this one{cure}")
    for name, array in _changing(network):
        array[...] = arrays[name]
    for part in (*network.populations.values(), *network.sources.values()):
        keys = ("start", "neurons", "counts", "recorded")
        part.log.take_up(*(arrays[f"{part.name}/log/{key}"] for key in keys))
    for source in network.sources.values():
        if source.kind == "poisson":
            source.use_probabilities(arrays[f"{source.name}/probabilities"])
    for part in network.inputs.values():
        part.use_means(arrays[f"{part.name}/lam"])
    for recording in network.recordings.values():
        recording.taken = [arrays[recording.name]]
