"""Checks of what a network is made of; each message names the part and the parameter."""

import numpy as np

from snnlib import _checks
from snnlib.network.program import numbers
from snnlib.spikes.trains import steps_of

ONE = np.ones(1)  # unit of what is kept as it is
LEAST_PART = 2.0**-10  # of its way that a state goes in a step of float32
MOST_STEPS = 2**17  # over which a trace in float32 adds up spikes
# Names that a network's program has for other things of a population.
TAKEN = {"n", "dt", "constants", "current", "flags", "flag_words", "neurons", "start", "step"}
TAKEN |= {"real", "score", "scores", "inhibit"}


def part_name(name, taken):
    """Return a name that can stand in the program's text, and is free."""
    _checks.identifier("name", name, "cells")
    if name in taken:
        raise ValueError(f"name must be new to the network, got {name!r} again")
    return name


def steps(name, duration, dt: float, least):
    """Return a duration in ms as a whole number of time steps."""
    duration = _checks.finite_number(name, duration, "milliseconds")
    count = round(duration / dt)
    if abs(count * dt - duration) > 1e-6 * dt:
        raise ValueError(f"{name} must be a multiple of dt = {dt:g} milliseconds, got {duration:g}")
    if count < least:
        raise ValueError(f"{name} must be at least {least * dt:g} milliseconds, got {duration:g}")
    return count


def replayed(times, neurons, n, dt: float):
    """Return the steps and neurons of spikes in the order of both; one in a step at most."""
    steps = steps_of(times, dt)
    places = steps * n + neurons
    if np.diff(places).min(initial=1) <= 0:
        order = np.argsort(places, kind="stable")
        steps, neurons, places = steps[order], neurons[order], places[order]
    twice = np.diff(places) == 0
    if twice.any():
        i = int(np.argmax(twice))
        raise ValueError(
            f"spike_times must not put two spikes of a neuron into one step: neuron "
            f"{neurons[i]} has two between {steps[i] * dt:g} and "
            f"{(steps[i] + 1) * dt:g} ms; take a smaller dt"
        )
    return steps, neurons


def named_numbers(name, value, n=None):
    """Check that it is a named tuple of finite numbers, or of arrays of shape (n,)."""
    if not isinstance(value, tuple) or not hasattr(value, "_fields"):
        raise TypeError(f"{name} must be a named tuple of numbers, got {value!r}")
    for field, number in zip(value._fields, value, strict=True):
        if n is not None and np.ndim(number) > 0:
            _checks.finite_array(f"{name}.{field}", number, shape=(n,))
        else:
            _checks.finite_number(f"{name}.{field}", number if np.ndim(number) else float(number))


def constants(name, model, dt: float, dtype, n=None):
    """Return what a model's step gets: its parameters, prepared, in the model's precision.

    Where a parameter differs from neuron to neuron, the preparation is done for each of them.
    """
    named_numbers(f"{name}.params", model.params, n)
    arrays = [np.ndim(value) > 0 for value in model.params]
    if not any(arrays):
        prepared = model.prepare(model.params, dt) if model.prepare else model.params
        return numbers(prepared, dtype)
    if not model.prepare:
        return numbers(type(model.params)(*(np.asarray(x)[()] for x in model.params)), dtype)
    one = type(model.params)
    columns = [np.broadcast_to(value, (n,)).tolist() for value in model.params]
    prepared = [model.prepare(one(*values), dt) for values in zip(*columns, strict=True)]
    return numbers(stacked(prepared), dtype)


def in_its_precision(name, neuron, dt: float, n, receptors):
    """Return a neuron in float64 if a state of it or of its receptors would stop in float32.

    A state that goes a small part of its way in a step stops where this part is less than its last
    bit; in float32, and with 1/1024, that is within 1e-4 of its size.
    """
    named_numbers(f"{name}.params", neuron.params, n)
    slow = [
        model.slowest(model.params, dt) < LEAST_PART
        for model in (neuron, *receptors)
        if model.slowest is not None
    ]
    return neuron._replace(dtype="float64") if any(slow) else neuron


def rule_in_its_precision(rule, dt: float):
    """Return a learning rule in float64 if a trace would be too coarse for a spike in float32.

    A trace that remembers n spikes grows by 1/n of itself at each.  With one spike a step, n is its
    time constant in steps; with 2**17 of them a spike is counted to within 0.4 per cent.
    """
    taus = *rule.pre, *rule.post, rule.eligibility or 0.0
    slow = any(tau > MOST_STEPS * dt for tau in taus)
    return rule._replace(dtype="float64") if slow else rule


def in_the_precision_of(part, neuron, dt: float):
    """Return a neuron with other numbers in the precision that its population was given."""
    name, receptors = f"{part.name}.neuron", [receptor for receptor, _ in part.receptors.values()]
    if part.raised and neuron.dtype == "float32":
        return neuron._replace(dtype="float64")
    taken = in_its_precision(name, neuron, dt, part.n, receptors).dtype
    if part.neuron.dtype == neuron.dtype == "float32" != taken:
        raise ValueError(
            f"{name} must not become so slow that it needs float64; make the population with "
            'dtype="float64"'
        )
    return neuron


def form(constants):
    """Return which numbers of a named tuple, and of those in it, are arrays."""
    if isinstance(constants, tuple):
        return tuple(map(form, constants))
    return np.ndim(constants)


def stacked(tuples):
    """Return one named tuple of arrays in place of many of numbers, and so for tuples in it."""
    if not isinstance(tuples[0], tuple):
        return np.array(tuples)
    return type(tuples[0])(*(stacked(values) for values in zip(*tuples, strict=True)))


def state_arrays(name, state, n, dtype, given):
    """Return an array for each field of a state, with the values that were given by name."""
    named_numbers(f"{name}.state", state, n)
    taken = TAKEN.intersection(state._fields)
    if taken:
        raise ValueError(
            f"{name}.state must not have a field {min(taken)!r}, which names something else in a "
            "network's program; call it otherwise"
        )
    unknown = set(given) - set(state._fields)
    if unknown:
        raise ValueError(
            f"{name} has no state {sorted(unknown)[0]!r}; its state is {', '.join(state._fields)}"
        )
    begin = state._asdict() | given
    return {
        field: _checks.value_per_neuron(f"{name}.{field}", value, n).astype(dtype)
        for field, value in begin.items()
    }


def same_but_numbers(name, old, new):
    """Check that a model is the one that a part has, with other parameters."""
    _checks.instance_of(name, new, type(old))
    for field, value in old._asdict().items():
        if field == "params":
            value, other = value._fields, getattr(new.params, "_fields", None)
        elif field == "state":  # where it begins, and it has begun
            value, other = value._fields, new.state._fields
        else:
            other = getattr(new, field)
        if value != other:
            raise ValueError(f"{name} must keep its {field}, {value!r}; got {other!r}")


def wiring_plan(plan):
    """Check that at most one way of wiring is given."""
    given = [name for name, value in plan.items() if value is not None]
    if len(given) > 1:
        raise ValueError(f"{given[0]} and {given[1]} cannot both be given")


def pair_arrays(pairs, n_pre, n_post):
    """Return the two index arrays of a list of pairs."""
    pre, post = pairs
    pre, post = indices("pairs: pre", pre, n_pre), indices("pairs: post", post, n_post)
    if pre.size != post.size:
        raise ValueError(
            f"pairs must be two arrays of the same length, got {pre.size} and {post.size}"
        )
    return pre, post


def port(name, key, receptor, neuron, kind):
    """Check that the population can have a receptor."""
    part_name(key, ())
    _checks.instance_of(f"receptors[{key!r}]", receptor, kind)
    if receptor.needs_v and "v" not in neuron.state._fields:
        raise ValueError(
            f"{name}: the receptor {key!r} needs a neuron with a state v; its state is "
            f"{', '.join(neuron.state._fields)}"
        )
    if receptor.decay is None:
        return
    named_numbers(f"{name}.{key}.decay", receptor.decay)
    if receptor.decay._fields != receptor.state._fields:
        raise ValueError(
            f"{name}.{key}.decay must have the fields of the state, "
            f"{', '.join(receptor.state._fields)}, got {', '.join(receptor.decay._fields)}"
        )
    for field, tau in receptor.decay._asdict().items():
        _checks.positive_number(f"{name}.{key}.decay.{field}", tau, "milliseconds")


def per_neuron(name, value, n, dtype, unit=""):
    """Return a number, or an array of shape (n,), in this precision."""
    if np.ndim(value) == 0:
        return np.dtype(dtype).type(_checks.finite_number(name, value, unit))
    return _checks.finite_array(name, value, shape=(n,), unit=unit).astype(dtype)


def probabilities(rate, n, dt: float):
    """Probability of a spike in a time step, (n_frames, 1 or n), from rates in Hz."""
    array = _checks.finite_array("rate", rate, max_ndim=2, unit="hertz")
    if array.ndim > 0 and array.shape[-1] != n:
        raise ValueError(
            f"rate must be a number or have one value for each of n = {n} neurons, "
            f"got shape {array.shape}"
        )
    if array.min() < 0.0 or array.max() * dt > 1000.0:
        raise ValueError(
            f"rate must be from 0 to 1000 / dt = {1000.0 / dt:g} hertz, "
            f"got {array.min():g} to {array.max():g}"
        )
    return np.ascontiguousarray(np.atleast_2d(array) * dt / 1000.0)


def recordable(part, what):
    """Return the array of a state or of weights, with one axis, its unit and its length."""
    if part.kind == "connection":
        if what != "weights":
            raise ValueError(f"of a connection only 'weights' can be recorded, got {what!r}")
        if part.uniform:
            raise ValueError(f"{part.name} has one weight for all; there is nothing to record")
        return part.w.reshape(-1), ONE, part.w.size
    arrays = {**part.state, **part.ports} if part.kind == "population" else {}
    if what not in arrays:
        known = ", ".join(["spikes", *arrays])
        raise ValueError(f"what must be one of {known} for {part.name}, got {what!r}")
    return arrays[what], part.units.get(what, ONE), part.n


def indices(name, value, n):
    """Return indices from 0 to n - 1 as an array."""
    array = np.asarray(value)
    if array.ndim != 1 or array.dtype.kind not in "iu" or not array.size:
        raise TypeError(f"{name} must be an array of integers with one axis, got {value!r}")
    if array.min() < 0 or array.max() >= n:
        raise ValueError(f"{name} must lie from 0 to {n - 1}, got {array.min()} to {array.max()}")
    return array.astype(np.int64)
