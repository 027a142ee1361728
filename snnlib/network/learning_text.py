"""The text of a network's program where it learns: what a rule does at arrivals and at spikes."""

from functools import partial
from textwrap import indent

import numpy as np

from snnlib.math import exp, expm1
from snnlib.network.writing import fields_of, function

SMALL_UNIT = 2.0**-8  # below it w would be a small difference of large numbers
LEAST_FACTOR = (
    2.0**-14
)  # by which weights, in float32, are rescaled; what is less is kept for later


class Traces:
    """Texts about the traces on one side of a plastic connection."""

    def __init__(self, program, connection, side):
        rule, prefix = connection.plasticity, f"{connection.name}_{side}"
        taus = getattr(rule, side)
        arrays = getattr(connection, f"{side}_traces")
        units = getattr(connection, f"{side}_units")
        self.fields = taus._fields
        self.names = fields_of(program, prefix, arrays)
        self.units = fields_of(program, f"{prefix}_unit", units)
        self.factors = [
            program.value(f"{name}_factor", partial(exp, -program.network.dt / tau))
            for name, tau in zip(self.names, taus, strict=True)
        ]
        self.kind = program.model(f"{prefix}_Traces", type(taus))
        self.real = program.model(f"{connection.name}_real", np.dtype(rule.dtype).type)
        self.arguments = [*self.names, *self.units]

    def at(self, index: int):
        """Return the text that takes the traces out at an index."""
        pairs = zip(self.names, self.units, strict=True)
        return f"{self.kind}({', '.join(f'{n}[{index}] * {self.real}({u}[0])' for n, u in pairs)})"

    def store(self, traces, index: int):
        """Return the lines that put the traces back."""
        parts = zip(self.names, self.units, self.fields, strict=True)
        return "\n".join(f"{n}[{index}] = {traces}.{f} / {u}[0]" for n, u, f in parts) or "pass"

    def decay(self):
        """Return the lines that let the traces decay by a time step."""
        parts = zip(self.names, self.units, self.factors, strict=True)
        return [f"decay({', '.join(part)})" for part in parts]


def apply_modulator(connection):
    """Return the line that brings all weights up to date, where a modulator has changed them."""
    c = connection.name
    if connection.plasticity is None or connection.plasticity.eligibility is None:
        return "pass"
    return f"modulate_{c}({c}_w, {c}_eligibility, {c}_eligibility_unit, {c}_gain, {c}_constants)"


class Synapses:
    """Texts about the weights of a plastic connection, one synapse at a time.

    Where a rule changes an eligibility, ``w + eligibility * gain`` is the weight.  The gain is the
    modulator summed over time in the eligibility's unit, one number for all synapses: between the
    events at a synapse there is nothing to do for it.
    """

    def __init__(self, program, connection):
        c, self.rule, self.connection = connection.name, connection.plasticity, connection
        self.program, self.name, self.constants = program, c, f"{c}_constants"
        program.attributes(connection, "constants")
        self.dense = connection.rows is None
        self.arguments = program.attributes(connection, "w")
        if self.rule.eligibility is not None:
            keys = ("eligibility", "eligibility_unit", "gain")
            self.arguments += program.attributes(connection, *keys)
            program.model(f"{c}_bound", self.rule.bound, self.rule.dtype)
        self.head = ", ".join(self.arguments)

    def weight(self, at):
        """Return the text of a weight."""
        c, real = self.name, f"{self.name}_real"
        if self.rule.eligibility is None:
            return f"{real}({c}_w[{at}])"
        gained = f"{real}({c}_eligibility[{at}]) * {real}({c}_gain[0])"
        return f"{c}_bound({real}({c}_w[{at}]) + {gained}, {self.constants})"

    def change(self, side, at, pre, post):
        """Return lines in which ``on_pre`` or ``on_post`` sees a synapse of weight ``weight``."""
        c, function = self.name, getattr(self.rule, side)
        if function is None:
            return "pass"
        step = self.program.model(f"{c}_{side}", function, self.rule.dtype)
        if self.rule.eligibility is None:
            return f"{c}_w[{at}] = {step}(weight, {pre}, {post}, {self.constants})"
        unit = f"{c}_real({c}_eligibility_unit[0])"
        e = f"{c}_eligibility[{at}]"
        return (
            f"{e} = {step}({c}_real({e}) * {unit}, {pre}, {post}, {self.constants}) / {unit}\n"
            f"{c}_w[{at}] = weight - {e} * {c}_real({c}_gain[0])"
        )

    def scaled(self, w, factor):
        """Return the line that multiplies a weight by a factor, within the rule's limits."""
        if self.rule.bound is None:
            return f"{w} *= {factor}"
        bound = self.program.model(f"{self.name}_bound", self.rule.bound, self.rule.dtype)
        return f"{w} = {bound}({self.name}_real({w} * {factor}), {self.constants})"

    def write_modulator(self):
        """Add the function that :func:`apply_modulator` calls."""
        c, at = self.name, self.at
        renewed = (
            f"{c}_w[{at}] = {self.weight(at)}\n{c}_eligibility[{at}] *= {c}_eligibility_unit[0]"
        )
        function(
            self.program,
            apply_modulator(self.connection),
            f"{self.over_all(renewed)}\n{c}_eligibility_unit[0] = 1.0\n{c}_gain[0] = 0.0",
        )

    @property
    def at(self):
        """Index of a synapse in :meth:`over_all`."""
        return "i, j" if self.dense else "s"

    def over_all(self, lines):
        """Return the lines done for all synapses."""
        w = f"{self.name}_w"
        if not self.dense:
            return f"for s in range({w}.size):\n{indent(lines, ' ' * 4)}"
        rows = f"for i in range({w}.shape[0]):\n    for j in range({w}.shape[1]):"
        return f"{rows}\n{indent(lines, ' ' * 8)}"


def arrive(program, connection, before):
    """Call a function that delivers the spikes and lets the rule see their arrival."""
    c, rule = connection.name, connection.plasticity
    pre, post = (Traces(program, connection, side) for side in ("pre", "post"))
    synapses = Synapses(program, connection)
    traces = [*pre.arguments, *post.arguments, synapses.constants]
    jump = program.model(f"{c}_jump_pre", rule.jump_pre, rule.dtype)
    heads = ["neurons", "begin", "end", "low"]
    if synapses.dense:
        n_pre, line, each, j, at = f"{c}_w.shape[0]", "i", "range(g.size)", "s", "i, s"
    else:
        heads += ["n_delays", "delay", "rows", "targets"]
        n_pre, line = "(rows.size - 1) // n_delays", "i * n_delays + delay"
        each, j, at = "range(rows[line], rows[line + 1])", "targets[s]", "s"
    function(
        program,
        f"arrive_{c}({', '.join([*heads, synapses.head, 'g', 'unit', *traces])})",
        f"""
scale = g.dtype.type(1.0 / unit[0])
for e in range(begin, end):
    i = neurons[e] - low
    if 0 <= i < {n_pre}:
        line = {line}
        pre = {pre.at("line")}
        for s in {each}:
            j = {j}
            weight = {synapses.weight(at)}
            g[j] += scale * g.dtype.type(weight)
{indent(synapses.change("on_pre", at, "pre", post.at("j")), " " * 12)}
        pre = {jump}(pre, {synapses.constants})
{indent(pre.store("pre", "line"), " " * 8)}
""",
    )
    port = [f"{c}_g", f"{c}_unit"]
    return f"arrive_{c}({', '.join([*before, synapses.head, *port, *traces])})"


def decay_traces(program, connection):
    """Return the lines in which a rule's memory decays by a time step, and a modulator acts."""
    c, rule, dt = connection.name, connection.plasticity, program.network.dt
    sides = (Traces(program, connection, side) for side in ("pre", "post"))
    synapses = Synapses(program, connection)
    lines = [line for side in sides for line in side.decay()]
    if rule.eligibility is not None:
        unit, gain = f"{c}_eligibility_unit[0]", f"{c}_gain[0]"
        (modulator,) = program.attributes(connection, "modulator")
        rate = 1.0 / rule.eligibility + 1.0 / rule.modulator
        mean = program.value(f"{c}_mean_product", lambda: -expm1(-dt * rate) / rate)
        left = [
            program.value(f"{c}_{key}_factor", partial(exp, -dt / getattr(rule, key)))
            for key in ("modulator", "eligibility")
        ]
        lines += [
            f"{gain} += {modulator}[0] * {unit} * {mean}  # the product's integral over the step",
            f"{modulator}[0] *= {left[0]}",
            f"{unit} *= {left[1]}",
            f"if {unit} < {SMALL_UNIT}:\n    {apply_modulator(connection)}",
        ]
        synapses.write_modulator()
    return "\n".join(lines) or "pass"


def learn(program, connection):
    """Return the lines in which a rule sees the spikes of the postsynaptic neurons."""
    c, rule, whole = connection.name, connection.plasticity, connection.post.whole.name
    pre, post = (Traces(program, connection, side) for side in ("pre", "post"))
    synapses = Synapses(program, connection)
    traces = [*pre.arguments, *post.arguments, synapses.constants]
    jump = program.model(f"{c}_jump_post", rule.jump_post, rule.dtype)
    program.value(f"{c}_post_low", lambda: connection.post.low)
    if synapses.dense:
        own, n_post = [], f"{c}_w.shape[1]"
        each, at, line = f"range({c}_w.shape[0])", "s, j", "s"
    else:
        own, n_post = ["rows_of_post", "synapse_of", "row_of"], "rows_of_post.size - 1"
        each, at, line = "range(rows_of_post[j], rows_of_post[j + 1])", "synapse_of[s]", "row_of[s]"
    calls = program.attributes(connection, *own)
    begin, end = [f"post = {post.at('j')}"], [post.store("post", "j")]
    change = [
        f"weight = {synapses.weight(at)}",
        synapses.change("on_post", at, pre.at(line), "post"),
    ]
    if rule.rescale and not rule.rescale_every:
        step = program.model(f"{c}_rescale", rule.rescale, rule.dtype)
        begin.append("total = 0.0")
        change.append(f"total += {c}_w[{at}]")
        end.append(f"factor = {step}({c}_real(total), post, {synapses.constants})")
        scaled = synapses.scaled(f"{c}_w[{at}]", "factor")
        end.append(f"for s in {each}:\n    {scaled}")
    function(
        program,
        f"learn_{c}({', '.join(['neurons', 'begin', 'end', 'low', *own, synapses.head, *traces])})",
        f"""
for e in range(begin, end):
    j = neurons[e] - low
    if 0 <= j < {n_post}:
{_lines(begin, 8)}
        for s in {each}:
{_lines(change, 12)}
        post = {jump}(post, {synapses.constants})
{_lines(end, 8)}
""",
    )
    spikes = f"{whole}_neurons, {whole}_start[row], {whole}_start[row + 1], {c}_post_low"
    return f"learn_{c}({', '.join([spikes, *calls, synapses.head, *traces])})"


def _lines(parts, depth):
    return indent("\n".join(parts), " " * depth)


def rescale(program, connection):
    """Return the lines in which a rule rescales the weights onto every neuron now and then."""
    c, rule = connection.name, connection.plasticity
    if not (rule.rescale and rule.rescale_every):
        return "pass"
    post, synapses = Traces(program, connection, "post"), Synapses(program, connection)
    step = program.model(f"{c}_rescale", rule.rescale, "float64")
    every, totals, later = program.attributes(connection, "rescale_steps", "totals", "later")
    w, j = f"{c}_w[{synapses.at}]", "j"
    arguments = [f"{c}_w", totals, later, *post.arguments, synapses.constants]
    if not synapses.dense:
        arguments += program.attributes(connection, "targets")
        j = f"{c}_targets[s]"
    call = f"rescale_{c}({', '.join(arguments)})"
    function(
        program,
        call,
        f"""
for k in range({totals}.size):
    {totals}[k] = 0.0
{synapses.over_all(f"{totals}[{j}] += {w}")}
for k in range({totals}.size):
    {later}[k] *= {step}({totals}[k] * {later}[k], {post.at("k")}, {synapses.constants})
    {totals}[k] = 1.0
    if abs({later}[k] - 1.0) >= {LEAST_FACTOR}:
        {totals}[k], {later}[k] = {later}[k], 1.0
{synapses.over_all(synapses.scaled(w, f"{totals}[{j}]"))}
""",
    )
    return f"if (k + 1) % {every} == 0:\n    {apply_modulator(connection)}\n    {call}"
