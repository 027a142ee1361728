"""The text of a network's program, part by part; :mod:`.program` puts it together.

Each function gives the lines that the loop over time has for one part of the network, tells the
program which arrays and functions these lines speak of, and may add a function that they call.
"""

from functools import partial
from operator import attrgetter, getitem
from textwrap import dedent, indent

import numpy as np


def room(program, part):
    """Lines that go back to Python when the log of spikes may overflow in this step."""
    name = part.name
    program.value(f"{name}_neurons", lambda: part.log.neurons)
    program.value(f"{name}_start", lambda: part.log.start)
    program.value(f"{name}_n", lambda: part.n)
    return f"if {name}_start[row] + {name}_n > {name}_neurons.size:\n    return k"


def _fields(program, prefix, arrays):
    """Make each array of a dictionary a value of the loop; return their names."""
    return [program.value(f"{prefix}_{key}", partial(getitem, arrays, key)) for key in arrays]


def _state(kind, names, index):
    """Text that takes a state out of its arrays, such as ``State(v[i], w[i])``."""
    return f"{kind}({', '.join(f'{name}[{index}]' for name in names)})"


def _store(state, fields, names, index):
    """Lines that put a state back into its arrays."""
    pairs = zip(fields, names, strict=True)
    return "\n".join(f"{name}[{index}] = {state}.{field}" for field, name in pairs) or "pass"


def _function(program, head, body):
    """Add a function to the program."""
    program.functions.append(f"@compiled\ndef {head}:\n{indent(dedent(body).strip(), '    ')}")


def _constants(program, name, constants):
    """Text of a named tuple of constants for neuron i, of which some may differ by neuron."""
    arrays = [isinstance(value, np.ndarray) for value in constants]
    if not any(arrays):
        return name
    kind = program.model(f"{name}_Constants", type(constants))
    fields = zip(constants._fields, arrays, strict=True)
    return (
        f"{kind}({', '.join(f'{name}.{f}[i]' if array else f'{name}.{f}' for f, array in fields)})"
    )


def advance(program, population):
    """Lines in which the neurons of a population take their step and the spikes are listed."""
    name, neuron = population.name, population.neuron
    fields = neuron.state._fields
    State = program.model(f"{name}_State", type(neuron.state))
    step = program.model(f"{name}_step", neuron.step)
    names = [f"{name}_{field}" for field in fields]
    inputs = {f"{name}_{field}": partial(getitem, population.state, field) for field in fields}
    inputs[f"{name}_constants"] = lambda: population.constants
    inputs[f"{name}_current"] = lambda: population.current
    inputs[f"{name}_dt"] = lambda: np.dtype(neuron.dtype).type(program.network.dt)
    inputs[f"{name}_flags"] = lambda: population.flags
    constants = _constants(program, f"{name}_constants", population.constants)
    each = "[i]" if isinstance(population.current, np.ndarray) else ""
    lines = [f"current = {name}_current{each}"]
    if "v" in fields:
        lines.append(f"v = {name}_v[i]")
    else:
        lines.append(f"v = {name}_dt")  # no receptor looks at it
    for key, (receptor, values) in population.receptors.items():
        port = f"{name}_{key}"
        kind = program.model(f"{port}_State", type(receptor.state))
        does = program.model(f"{port}_step", receptor.step)
        parts = [f"{port}_{field}" for field in receptor.state._fields]
        for field, part in zip(receptor.state._fields, parts, strict=True):
            inputs[part] = partial(getitem, population.state, f"{key}.{field}")
        inputs[f"{port}_constants"] = lambda values=values: values
        lines.append(
            f"flow, v, receptor = {does}({_state(kind, parts, 'i')}, v, {port}_constants, {name}_dt)"
        )
        lines.append("current += flow")
        lines.append(_store("receptor", receptor.state._fields, parts, "i"))
    taken = ", ".join("v" if field == "v" else f"{name}_{field}[i]" for field in fields)
    lines.append(f"state = {State}({taken})")
    if population.competition:
        strength = program.model(f"{name}_strength", population.competition.strength)
        inputs[f"{name}_strengths"] = lambda: population.strength
        lines.append(f"{name}_strengths[i] = {strength}(current, state, {constants}, {name}_dt)")
    lines.append(f"spiked, state = {step}(current, state, {constants}, {name}_dt)")
    lines.append(_store("state", fields, names, "i"))
    lines.append(f"{name}_flags[i] = spiked")
    body = indent("\n".join(lines), "    ")
    _function(
        program,
        f"advance_{name}({name}_n, {', '.join(inputs)})",
        f"for i in range({name}_n):\n{body}",
    )
    for key, give in inputs.items():
        program.value(key, give)
    program.value(f"{name}_flags8", lambda: population.flags8)
    calls = [f"advance_{name}({name}_n, {', '.join(inputs)})"]
    if population.competition:
        calls.append(_compete(program, population, names, constants))
    calls.append(
        f"{name}_start[row + 1] = list_spikes({name}_flags, {name}_flags8, {name}_neurons, "
        f"{name}_start[row])"
    )
    return "\n".join(calls)


def _compete(program, population, names, constants):
    """Lines in which the strongest of those that spike silences all others."""
    name, fields = population.name, population.neuron.state._fields
    lose = program.model(f"{name}_lose", population.competition.lose)
    arguments = f"{name}_n, {', '.join(names)}, {name}_constants, {name}_flags, {name}_strengths"
    _function(
        program,
        f"compete_{name}({arguments})",
        f"""
winner = -1
for i in range({name}_n):
    if {name}_flags[i] and (winner < 0 or {name}_strengths[i] > {name}_strengths[winner]):
        winner = i
if winner >= 0:
    for i in range({name}_n):
        if i != winner:
            {name}_flags[i] = False
            state = {lose}({_state(f"{name}_State", names, "i")}, {constants})
{indent(_store("state", fields, names, "i"), " " * 12)}
""",
    )
    return f"compete_{name}({arguments})"


def emit(program, source):
    """Lines in which a source lists its spikes."""
    name = source.name
    own = {
        "poisson": ("chances", "frame_steps", "top", "scale", "seed", "stream", "place", "judge"),
        "replay": ("steps", "sources", "place"),
    }[source.kind]
    names = [program.value(f"{name}_{key}", partial(attrgetter(key), source)) for key in own]
    n = f"{name}_n, " if source.kind == "poisson" else ""
    return (
        f"{name}_start[row + 1] = {source.kind}_spikes(k, {n}{', '.join(names)}, {name}_neurons, "
        f"{name}_start[row])"
    )


def arrive(program, connection):
    """Lines in which the spikes arrive whose delay is over."""
    c, whole = connection.name, connection.pre.whole.name
    target = connection.post.whole.state
    g_field = connection.post.whole.receptors[connection.receptor][0].state._fields[0]
    low, high = connection.post.low, connection.post.high
    program.value(f"{c}_low", lambda: connection.pre.low)
    program.value(f"{c}_delays", lambda: connection.delays)
    w = program.value(f"{c}_w", lambda: connection.w)
    g = program.value(f"{c}_g", lambda: target[f"{connection.receptor}.{g_field}"][low:high])
    before = [f"{whole}_neurons", "begin", "end", f"{c}_low"]
    if connection.rows is not None:
        rows = [
            program.value(f"{c}_{key}", partial(attrgetter(key), connection))
            for key in ("rows", "targets")
        ]
        before += [f"{c}_delays.size", "delay", *rows]
    if connection.plasticity:
        call = _arrive_plastic(program, connection, [*before, w, g])
    elif connection.rows is not None:
        call = f"deliver_sparse{'_same' if connection.same else ''}({', '.join([*before, w, g])})"
    elif connection.same:
        program.value(f"{c}_n_pre", lambda: connection.pre.n)
        program.value(f"{c}_loop", lambda: connection.loop)
        call = f"deliver_same({', '.join([*before, f'{c}_n_pre', f'{c}_loop', w, g])})"
    else:
        call = f"deliver_dense({', '.join([*before, w, g])})"
    return (
        f"for delay in range({c}_delays.size):  # {connection.pre} to {connection.post}\n"
        f"    then = row - 1 - {c}_delays[delay]\n"
        f"    begin, end = {whole}_start[then], {whole}_start[then + 1]\n"
        f"    if begin < end:\n        {call}"
    )


def _rule(program, connection):
    """Names of a plastic connection's traces, and text that takes them out at an index."""
    c, rule = connection.name, connection.plasticity
    pre = _fields(program, f"{c}_pre", connection.pre_traces)
    post = _fields(program, f"{c}_post", connection.post_traces)
    kinds = [
        program.model(f"{c}_{n}", type(t)) for n, t in (("Pre", rule.pre), ("Post", rule.post))
    ]
    program.value(f"{c}_constants", lambda: connection.constants)
    program.model(f"{c}_real", np.dtype(rule.dtype).type)
    return pre, post, partial(_state, kinds[0], pre), partial(_state, kinds[1], post)


def _arrive_plastic(program, connection, before):
    """Call a function that delivers the spikes and lets the rule see their arrival."""
    c, rule = connection.name, connection.plasticity
    pre, post, pre_at, post_at = _rule(program, connection)
    on_pre = program.model(f"{c}_on_pre", rule.on_pre)
    jump = program.model(f"{c}_jump_pre", rule.jump_pre)
    if connection.rows is None:
        heads = ["neurons", "begin", "end", "low", "w", "g"]
        n_pre, line, each, j, at = "w.shape[0]", "i", "range(g.size)", "s", "i, s"
    else:
        heads = ["neurons", "begin", "end", "low", "n_delays", "delay", "rows", "targets", "w", "g"]
        n_pre, line, each = (
            "(rows.size - 1) // n_delays",
            "i * n_delays + delay",
            "range(rows[line], rows[line + 1])",
        )
        j, at = "targets[s]", "s"
    _function(
        program,
        f"arrive_{c}({', '.join([*heads, *pre, *post, f'{c}_constants'])})",
        f"""
for e in range(begin, end):
    i = neurons[e] - low
    if 0 <= i < {n_pre}:
        line = {line}
        pre = {pre_at("line")}
        for s in {each}:
            j = {j}
            g[j] += w[{at}]
            w[{at}] = {on_pre}({c}_real(w[{at}]), pre, {post_at("j")}, {c}_constants)
        pre = {jump}(pre, {c}_constants)
{indent(_store("pre", rule.pre._fields, pre, "line"), " " * 8)}
""",
    )
    return f"arrive_{c}({', '.join([*before, *pre, *post, f'{c}_constants'])})"


def relax(program, connection):
    """Lines in which the traces of a rule decay by a time step."""
    c, rule = connection.name, connection.plasticity
    pre, post, pre_at, post_at = _rule(program, connection)
    program.value(f"{c}_sizes", lambda: (connection.n_lines, connection.post.n))
    dt = program.value(f"{c}_dt", lambda: np.dtype(rule.dtype).type(program.network.dt))
    sides = []
    for side, names, at, fields in (
        ("pre", pre, pre_at, rule.pre._fields),
        ("post", post, post_at, rule.post._fields),
    ):
        does = program.model(f"{c}_relax_{side}", getattr(rule, f"relax_{side}"))
        sides.append(
            f"for i in range(sizes[{side == 'post':d}]):\n    trace = {does}({at('i')}, constants, dt)\n"
            + indent(_store("trace", fields, names, "i"), "    ")
        )
    _function(
        program, f"relax_{c}(sizes, {', '.join([*pre, *post])}, constants, dt)", "\n".join(sides)
    )
    return f"relax_{c}({c}_sizes, {', '.join([*pre, *post])}, {c}_constants, {dt})"


def learn(program, connection):
    """Lines in which a rule sees the spikes of the postsynaptic neurons."""
    c, rule, whole = connection.name, connection.plasticity, connection.post.whole.name
    pre, post, pre_at, post_at = _rule(program, connection)
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
    _function(
        program,
        f"learn_{c}({', '.join(['neurons', 'begin', 'end', 'low', *own, 'w', *pre, *post, 'constants'])})",
        f"""
for e in range(begin, end):
    j = neurons[e] - low
    if 0 <= j < {n_post}:
        post = {post_at("j")}
        for s in {each}:
            w[{at}] = {on_post}({c}_real(w[{at}]), {pre_at(line)}, post, constants)
        post = {jump}(post, constants)
{indent(_store("post", rule.post._fields, post, "j"), " " * 8)}
""",
    )
    spikes = f"{whole}_neurons, {whole}_start[row], {whole}_start[row + 1], {c}_post_low"
    return f"learn_{c}({', '.join([spikes, *calls, f'{c}_w', *pre, *post, f'{c}_constants'])})"


def record(program, recording):
    """Lines that take a sample when it is time."""
    name = recording.name
    names = [
        program.value(f"{name}_{key}", partial(attrgetter(key), recording))
        for key in ("values", "indices", "buffer")
    ]
    every = program.value(f"{name}_every", lambda: recording.every)
    gone = program.value(f"{name}_gone", lambda: recording.gone)
    return (
        f"if (k + 1) % {every} == 0:\n"
        f"    sample({', '.join(names)}, (k + 1) // {every} - 1 - {gone})"
    )
