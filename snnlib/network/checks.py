"""Checks of what a network is made of; each message names the part and the parameter."""

import numpy as np

from snnlib import _checks
from snnlib.network.poisson_input import MOST
from snnlib.network.program import numbers
from snnlib.spikes.trains import steps_of

ONE = np.ones(1)  # unit of what is kept as it is
# Names that a network's program has for other things of a population.
TAKEN = {"n", "dt", "constants", "current", "flags", "flag_words", "neurons", "start", "step"}
TAKEN |= {"real", "score", "scores", "inhibit", "seed"}


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
    if not _in_order(steps, neurons):
        order = np.argsort(steps * n + neurons, kind="stable")
        steps, neurons = steps[order], neurons[order]
    twice = (steps[1:] == steps[:-1]) & (neurons[1:] == neurons[:-1])
    if twice.any():
        i = int(np.argmax(twice))
        raise ValueError(
            f"spike_times must not put two spikes of a neuron into one step: neuron "
            f"{neurons[i]} has two between {steps[i] * dt:g} and "
            f"{(steps[i] + 1) * dt:g} ms; take a smaller dt"
        )
    return steps, neurons


def _in_order(steps, neurons):
    """Return whether spikes, of which there may be millions, come by steps and then by neurons."""
    same = steps[1:] == steps[:-1]
    return bool(((steps[1:] > steps[:-1]) | (same & (neurons[1:] >= neurons[:-1]))).all())


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


def means(rate, n, dt: float):
    """Mean number of spikes in a time step, (n,) float64, from the rates of a Poisson input."""
    array = _checks.finite_array("rate", rate, max_ndim=1, unit="hertz")
    if array.ndim > 0 and array.shape != (n,):
        raise ValueError(
            f"rate must be a number or have one value for each of the {n} neurons, "
            f"got shape {array.shape}"
        )
    lam = array * dt / 1000.0
    if not (lam.min() >= 0.0 and lam.max() <= MOST):
        raise ValueError(
            f"rate must be from 0 to 2**50 spikes a time step, {MOST * 1000.0 / dt:.4g} hertz, "
            f"got {array.min():g} to {array.max():g}"
        )
    return np.broadcast_to(lam, (n,)).copy()


def input_weights(name, weight, target):
    """Weights of a Poisson input, (n,) in the precision of the neuron."""
    dtype = np.dtype(target.whole.neuron.dtype)
    given = _checks.value_per_neuron(name, weight, target.n)
    largest = float(np.abs(given).max())
    if largest > float(np.finfo(dtype).max):
        raise ValueError(f"{name} must be a number that {dtype} can hold, got {largest:g}")
    return given.astype(dtype)


def receiver(name, post, receptor):
    """Check that what comes to a slice has a receptor there."""
    receptors = getattr(post.whole, "receptors", None)
    if receptors is None:
        raise ValueError(f"{name}: {post!r} is a source and cannot receive spikes")
    if receptor not in receptors:
        known = ", ".join(receptors) or "none"
        raise ValueError(
            f"{name}: receptor must be one of {post.whole.name}'s ({known}), got {receptor!r}"
        )


def recordable(part, what):
    """Return the array of a state or of weights, with one axis, its unit and its length."""
    if part.kind == "connection":
        if what != "weights":
            raise ValueError(f"of a connection only 'weights' can be recorded, got {what!r}")
        if part.packed:
            raise ValueError(f"{part.name} has packed weights, which never change")
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
