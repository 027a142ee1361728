"""From what the user says of a connection to its arrays."""

from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib.network import checks, wiring
from snnlib.network.parts import NO_SELF, Connection, Population


def make_connection(
    network, name, pre, post, receptor, weight, delay, plasticity, plan, kept_apart
):
    """Check a connection and wire it.

    ``plan`` : dict with ``probability``, ``fan_in`` and ``pairs``; ``kept_apart``: whether a neuron
    that is in both slices must not be connected with itself.
    """
    _check_ends(name, post, receptor)
    self_offset = post.low - pre.low if kept_apart else NO_SELF
    stream = network.stream(name)
    rows, targets, order = _wire(name, pre.n, post.n, self_offset, plan, network.seed, stream)
    dense = rows is None
    where = _Where(pre.n, post.n, rows, targets, order)
    steps = _delays(name, delay, network.dt, where)
    one_for_all = np.ndim(weight) == 0 and not callable(weight)
    no_self = self_offset != NO_SELF
    kept_as_one = one_for_all and not plasticity and pre.n * post.n > 1
    if dense and (steps.size > 1 or (no_self and not kept_as_one)):
        rows, targets = wiring.all_but_self(pre.n, post.n, self_offset)
        places = np.repeat(np.arange(pre.n), np.diff(rows)) * post.n + targets
        where = _Where(pre.n, post.n, rows, targets, places)
        steps = _delays(name, delay, network.dt, where)
        dense = False
    w = _weights(name, weight, where, keep_one=one_for_all and not plasticity)
    delays = steps[:1]
    if steps.size > 1:
        delays, rows, targets, order = wiring.split_by_delay(rows, targets, steps)
        w = w if w.size == 1 else w[order]
    connection = Connection(
        name, pre, post, receptor, delays, rows, targets, w, self_offset=self_offset
    )
    if plasticity:
        _make_plastic(connection, plasticity, network.dt)
    return connection


class _Where(NamedTuple):
    """Where the synapses are, and how values given for pairs are taken for them."""

    n_pre: int
    n_post: int
    rows: np.ndarray | None
    targets: np.ndarray | None
    order: np.ndarray | None

    @property
    def pairs(self):
        """(pre, post) of each synapse."""
        if self.rows is None:
            return np.divmod(np.arange(self.n_pre * self.n_post), self.n_post)
        return np.repeat(np.arange(self.n_pre), np.diff(self.rows)), self.targets.astype(np.int64)

    def values(self, name, value, right, unit=""):
        """Return values given as a function of the pairs, as a matrix, or in the pairs' order."""
        if callable(value):
            pre, post = self.pairs
            if not pre.size:  # no pair was drawn, and there is nothing to ask
                return np.zeros(0)
            return _checks.finite_array(name, value(pre, post), shape=pre.shape, unit=unit)
        array = _checks.finite_array(name, value, max_ndim=2, unit=unit)
        matrix = (self.n_pre, self.n_post)
        if array.shape == matrix and array.ndim == 2:
            return array.ravel() if self.rows is None else array[self.pairs]
        if array.ndim == 1 and self.order is not None and array.shape == self.order.shape:
            return array[self.order]
        raise ValueError(
            f"{name} must be {right}, an array of shape {matrix}, one value for each of the pairs, "
            f"or a function of (pre, post); got shape {array.shape}"
        )


def _check_ends(name, post, receptor):
    if not isinstance(post.whole, Population):
        raise ValueError(f"{name}: {post!r} is a source and cannot receive spikes")
    if receptor not in post.whole.receptors:
        known = ", ".join(post.whole.receptors) or "none"
        raise ValueError(
            f"{name}: receptor must be one of {post.whole.name}'s ({known}), got {receptor!r}"
        )


def _wire(name, n_pre, n_post, self_offset, plan, seed, stream):
    """Return (rows, targets, order of the given pairs); three times None for all pairs."""
    checks.wiring_plan(plan)
    if plan["probability"] is not None:
        probability = _checks.non_negative_number(f"{name}: probability", plan["probability"])
        if not 0.0 < probability <= 1.0:
            raise ValueError(
                f"{name}: probability must be above 0 and at most 1, got {probability}"
            )
        return *wiring.random_pairs(n_pre, n_post, probability, self_offset, seed, stream), None
    if plan["fan_in"] is not None:
        fan_in = _checks.positive_integer(f"{name}: fan_in", plan["fan_in"])
        with_itself = max(0, self_offset) < min(n_pre, self_offset + n_post)
        most = n_pre - 1 if with_itself else n_pre
        if fan_in > most:
            raise ValueError(f"{name}: fan_in must be at most {most}, got {fan_in}")
        return *wiring.fan_in_pairs(n_pre, n_post, fan_in, self_offset, seed, stream), None
    if plan["pairs"] is None:
        return None, None, None
    pre, post = checks.pair_arrays(plan["pairs"], n_pre, n_post)
    if (pre - post == self_offset).any():
        i = int(pre[pre - post == self_offset][0])
        raise ValueError(
            f"{name}: pairs connect neuron {i} with itself; self_connections=True allows that"
        )
    post = post.astype(wiring.index_type(n_post))
    rows, targets, order = wiring.ordered_pairs(pre, post, n_pre)
    return rows, targets, order


def _delays(name, delay, dt, where):
    """Return the delays in steps: one for all, or one for each synapse."""
    if np.ndim(delay) == 0 and not callable(delay):
        return np.array([checks.steps(f"{name}: delay", delay, dt, 1)])
    values = where.values(f"{name}: delay", delay, "a number", "milliseconds")
    if not values.size:
        return np.ones(1, np.int64)
    steps = np.rint(values / dt).astype(np.int64)
    if not np.allclose(steps * dt, values, rtol=0.0, atol=1e-6 * dt):
        raise ValueError(f"{name}: delay must hold multiples of dt = {dt:g} milliseconds")
    if steps.min() < 1:
        raise ValueError(f"{name}: delay must be at least dt = {dt:g} ms, got {values.min():g}")
    return steps[:1] if (steps == steps[0]).all() else steps


def _weights(name, weight, where, keep_one):
    """Return the weights as float32: one for all, a matrix, or one for each synapse."""
    shape = (where.n_pre, where.n_post) if where.rows is None else where.targets.shape
    if np.ndim(weight) == 0 and not callable(weight):
        value = np.float32(_checks.finite_number(f"{name}: weight", weight))
        return np.full(1 if keep_one and np.prod(shape) > 1 else shape, value, np.float32)
    values = where.values(f"{name}: weight", weight, "a number")
    return values.astype(np.float32).reshape(shape)


def _make_plastic(connection, rule, dt):
    """Return a connection what its learning rule needs."""
    c = connection
    for side, taus in (("pre", rule.pre), ("post", rule.post)):
        checks.named_numbers(f"{c.name}: plasticity.{side}", taus)
        for field, tau in taus._asdict().items():
            _checks.positive_number(f"{c.name}: plasticity.{side}.{field}", tau, "milliseconds")
    c.plasticity = rule = checks.rule_in_its_precision(rule, dt)
    c.constants = checks.constants(f"{c.name}: plasticity", rule, dt, rule.dtype)
    for side, taus, n in (("pre", rule.pre, c.n_lines), ("post", rule.post, c.post.n)):
        setattr(c, f"{side}_traces", {field: np.zeros(n, rule.dtype) for field in taus._fields})
        setattr(c, f"{side}_units", {field: np.ones(1) for field in taus._fields})
    if c.rows is not None:
        c.rows_of_post, c.synapse_of, c.row_of = wiring.seen_from_post(c.rows, c.targets, c.post.n)
    _make_rescaled(c, rule, dt)
    _make_eligible(c, rule)


def _make_rescaled(c, rule, dt):
    c.rescale_steps = checks.steps(f"{c.name}: plasticity.rescale_every", rule.rescale_every, dt, 0)
    c.totals = np.zeros(c.post.n if rule.rescale and c.rescale_steps else 0)
    c.later = np.ones(c.totals.size)


def _make_eligible(c, rule):
    given = {key: getattr(rule, key) for key in ("eligibility", "modulator", "bound")}
    if rule.eligibility is None and rule.modulator is None:
        return
    for key, value in given.items():
        if value is None:
            raise ValueError(f"{c.name}: plasticity.{key} must be given where a rule is modulated")
        if key != "bound":
            _checks.positive_number(f"{c.name}: plasticity.{key}", value, "milliseconds")
    if rule.rescale and not c.rescale_steps:
        raise ValueError(
            f"{c.name}: plasticity.rescale_every must be above 0 where a rule is modulated"
        )
    c.eligibility = np.zeros_like(c.w)
    c.eligibility_unit, c.gain, c.modulator = np.ones(1), np.zeros(1), np.zeros(1)
