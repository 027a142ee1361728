"""The text of a network's program where it learns: what a rule does at arrivals and at spikes."""

from functools import partial
from operator import attrgetter
from textwrap import indent

import numpy as np

from snnlib.math import exp
from snnlib.network.writing import fields_of, function


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

    def at(self, index):
        """Text that takes the traces out at an index."""
        pairs = zip(self.names, self.units, strict=True)
        return f"{self.kind}({', '.join(f'{n}[{index}] * {self.real}({u}[0])' for n, u in pairs)})"

    def store(self, traces, index):
        """Lines that put the traces back."""
        parts = zip(self.names, self.units, self.fields, strict=True)
        return "\n".join(f"{n}[{index}] = {traces}.{f} / {u}[0]" for n, u, f in parts) or "pass"

    def decay(self):
        """Lines that let the traces decay by a time step."""
        parts = zip(self.names, self.units, self.factors, strict=True)
        return [f"decay({', '.join(part)})" for part in parts]


def arrive(program, connection, before):
    """Call a function that delivers the spikes and lets the rule see their arrival."""
    c, rule = connection.name, connection.plasticity
    pre, post = (Traces(program, connection, side) for side in ("pre", "post"))
    program.value(f"{c}_constants", lambda: connection.constants)
    traces = [*pre.arguments, *post.arguments, f"{c}_constants"]
    on_pre = program.model(f"{c}_on_pre", rule.on_pre)
    jump = program.model(f"{c}_jump_pre", rule.jump_pre)
    if connection.rows is None:
        heads = ["neurons", "begin", "end", "low", "w", "g", "unit"]
        n_pre, line, each, j, at = "w.shape[0]", "i", "range(g.size)", "s", "i, s"
    else:
        heads = [
            "neurons",
            "begin",
            "end",
            "low",
            "n_delays",
            "delay",
            "rows",
            "targets",
            "w",
            "g",
            "unit",
        ]
        n_pre, line, each = (
            "(rows.size - 1) // n_delays",
            "i * n_delays + delay",
            "range(rows[line], rows[line + 1])",
        )
        j, at = "targets[s]", "s"
    function(
        program,
        f"arrive_{c}({', '.join([*heads, *traces])})",
        f"""
scale = g.dtype.type(1.0 / unit[0])
for e in range(begin, end):
    i = neurons[e] - low
    if 0 <= i < {n_pre}:
        line = {line}
        pre = {pre.at("line")}
        for s in {each}:
            j = {j}
            g[j] += scale * w[{at}]
            w[{at}] = {on_pre}({c}_real(w[{at}]), pre, {post.at("j")}, {c}_constants)
        pre = {jump}(pre, {c}_constants)
{indent(pre.store("pre", "line"), " " * 8)}
""",
    )
    return f"arrive_{c}({', '.join([*before, *traces])})"


def relax(program, connection):
    """Lines in which the traces of a rule decay by a time step."""
    sides = (Traces(program, connection, side) for side in ("pre", "post"))
    return "\n".join(line for side in sides for line in side.decay()) or "pass"


def learn(program, connection):
    """Lines in which a rule sees the spikes of the postsynaptic neurons."""
    c, rule, whole = connection.name, connection.plasticity, connection.post.whole.name
    pre, post = (Traces(program, connection, side) for side in ("pre", "post"))
    traces = [*pre.arguments, *post.arguments, f"{c}_constants"]
    on_post = program.model(f"{c}_on_post", rule.on_post)
    jump = program.model(f"{c}_jump_post", rule.jump_post)
    program.value(f"{c}_post_low", lambda: connection.post.low)
    if connection.rows is None:
        own, n_post = [], "w.shape[1]"
        each, at, line = "range(w.shape[0])", "s, j", "s"
    else:
        own, n_post = ["rows_of_post", "places", "lines"], "rows_of_post.size - 1"
        each, at, line = "range(rows_of_post[j], rows_of_post[j + 1])", "places[s]", "lines[s]"
    calls = [program.value(f"{c}_{key}", partial(attrgetter(key), connection)) for key in own]
    function(
        program,
        f"learn_{c}({', '.join(['neurons', 'begin', 'end', 'low', *own, 'w', *traces])})",
        f"""
for e in range(begin, end):
    j = neurons[e] - low
    if 0 <= j < {n_post}:
        post = {post.at("j")}
        for s in {each}:
            w[{at}] = {on_post}({c}_real(w[{at}]), {pre.at(line)}, post, {c}_constants)
        post = {jump}(post, {c}_constants)
{indent(post.store("post", "j"), " " * 8)}
""",
    )
    spikes = f"{whole}_neurons, {whole}_start[row], {whole}_start[row + 1], {c}_post_low"
    return f"learn_{c}({', '.join([spikes, *calls, f'{c}_w', *traces])})"
