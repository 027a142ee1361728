"""From what the user says of a connection to its arrays."""

from typing import NamedTuple

import numpy as np

from snnlib import _checks
from snnlib.network import blocks, checks, packing, rounding, wiring
from snnlib.network.laws import (
    Normal,
    checked_law,
    draw_steps,
    draw_values,
    is_one_number,
    step_table,
)
from snnlib.network.parts import NO_SELF, Connection


class How(NamedTuple):
    """Choices of how a connection is wired and kept."""

    kept_apart: bool  # whether a neuron in both slices must not be connected with itself
    packed: bool
    progress: bool | None  # whether to show a bar


def make_connection(network, name, pre, post, receptor, weight, delay, plasticity, plan, how):
    """Check a connection and wire it.

    ``plan`` : dict with ``probability``, ``fan_in``, ``total``, ``pairs`` and ``blocks``; ``how``:
    :class:`How`.
    """
    checks.receiver(name, post, receptor)
    checks.wiring_plan(plan)
    if how.packed:
        packing.check(name, post.n, plasticity)
    given, dtype = plasticity, "float32"
    if given:
        plasticity = rounding.rule_in_its_precision(f"{name}: plasticity", given, network.dt)
        dtype = plasticity.dtype
    self_offset = post.low - pre.low if how.kept_apart else NO_SELF
    if plan["blocks"] is not None:
        form = self_offset, how.packed, how.progress, not plasticity, dtype
        wired = blocks.wire(network, name, pre, post, plan["blocks"], weight, delay, *form)
    else:
        wired = _wired(
            network, name, pre, post, weight, delay, plasticity, plan, self_offset, dtype
        )
        if how.packed:
            wired = _packed(name, wired)
        if wired.rows is not None and not plasticity:
            wired = wired._replace(rows=wired.rows.astype(np.uint32))
    connection = Connection(name, pre, post, receptor, *wired, self_offset=self_offset)
    if plasticity:
        connection.raised = plasticity.dtype != given.dtype
        _make_plastic(connection, plasticity, network.dt)
    return connection


def _packed(name, wired):
    """Return synapses with targets and weights in one word each, unless all have one weight."""
    if wired.rows is None:
        raise ValueError(
            f"{name}: packed is for sparse wiring; give probability, fan_in, total, pairs or blocks"
        )
    if wired.w.size == 1 != wired.columns.size:
        return wired
    words, step = packing.pack(wired.columns, wired.w)
    return wired._replace(columns=words, w=step, packed=True)


def _wired(network, name, pre, post, weight, delay, plasticity, plan, self_offset, dtype):
    """Wire a connection that has no blocks; return it as :class:`snnlib.network.blocks.Wired`."""
    if weight is None:
        raise TypeError(f"{name}: weight must be given")
    stream = network.stream(name)
    rows, targets, order = _wire(name, pre.n, post.n, self_offset, plan, network.seed, stream)
    dense = rows is None
    where = _Where(pre.n, post.n, rows, targets, order)
    draw = network.seed, network.stream
    steps = _delays(name, delay, network.dt, where, draw)
    one_for_all = is_one_number(weight)
    no_self = self_offset != NO_SELF
    kept_as_one = one_for_all and not plasticity and pre.n * post.n > 1
    if dense and (steps.size > 1 or (no_self and not kept_as_one)):
        rows, targets = wiring.all_but_self(pre.n, post.n, self_offset)
        places = np.repeat(np.arange(pre.n), np.diff(rows)) * post.n + targets
        where = _Where(pre.n, post.n, rows, targets, places)
        steps = _delays(name, delay, network.dt, where, draw)
    w = _weights(name, weight, where, one_for_all and not plasticity, dtype, draw)
    delays = steps[:1]
    if steps.size > 1:
        delays, rows, targets, order = wiring.split_by_delay(rows, targets, steps)
        w = w if w.size == 1 else w[order]
    return blocks.Wired(delays, rows, targets, w)


class _Where(NamedTuple):
    """Where the synapses are, and how values given for pairs are taken for them."""

    n_pre: int
    n_post: int
    rows: np.ndarray | None
    targets: np.ndarray | None
    order: np.ndarray | None

    @property
    def size(self):
        """Number of synapses."""
        return self.n_pre * self.n_post if self.rows is None else self.targets.size

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


def _wire(name, n_pre, n_post, self_offset, plan, seed, stream):
    """Return (rows, targets, order of the given pairs); three times None for all pairs."""
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
    if plan["total"] is not None:
        how = plan["total"], self_offset, seed, stream
        return *blocks.total_pairs(name, n_pre, n_post, *how), None
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


def _delays(name, delay, dt, where, draw):
    """Return the delays in steps: one for all, or one for each synapse."""
    if isinstance(delay, Normal):
        law = checked_law(f"{name}: delay", delay, "milliseconds")
        table = step_table(f"{name}: delay", law, dt)
        steps = draw_steps(table, where.size, draw[0], draw[1](f"{name}.delay"))
        return steps[:1] if (steps == steps[:1]).all() and steps.size else steps
    if is_one_number(delay):
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


def _weights(name, weight, where, keep_one, dtype, draw):
    """Return the weights in their precision: one for all, a matrix, or one for each synapse."""
    shape = (where.n_pre, where.n_post) if where.rows is None else where.targets.shape
    if isinstance(weight, Normal):
        law, stream = checked_law(f"{name}: weight", weight), draw[1](f"{name}.weight")
        return draw_values(law, where.size, draw[0], stream, dtype).reshape(shape)
    if is_one_number(weight):
        value = _checks.finite_number(f"{name}: weight", weight)
        return np.full(1 if keep_one and np.prod(shape) > 1 else shape, value, dtype)
    values = where.values(f"{name}: weight", weight, "a number")
    return values.astype(dtype).reshape(shape)


def _make_plastic(connection, rule, dt):
    """Return a connection what its learning rule needs."""
    c = connection
    for side, taus in (("pre", rule.pre), ("post", rule.post)):
        checks.named_numbers(f"{c.name}: plasticity.{side}", taus)
        for field, tau in taus._asdict().items():
            _checks.positive_number(f"{c.name}: plasticity.{side}.{field}", tau, "milliseconds")
    c.plasticity = rule
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
