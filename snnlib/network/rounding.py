"""What is too slow or too fine for float32, and so is computed in float64."""

from snnlib.network.checks import named_numbers

LEAST_PART = 2.0**-10  # of its way that a state goes in a step of float32
MOST_STEPS = 2**17  # over which a trace in float32 adds up spikes
LEAST_CHANGE = 2.0**-14  # of the largest weight by a pair of spikes, for weights in float32


def neuron_in_its_precision(name, neuron, dt: float, n, receptors):
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


def rule_in_its_precision(name, rule, dt: float):
    """Return a learning rule in float64 if float32 is too coarse for its traces or its weights.

    A trace that remembers n spikes grows by 1/n of itself at each.  With one spike a step, n is its
    time constant in steps; with 2**17 of them a spike is counted to within 0.4 per cent.  A weight
    that a pair of spikes changes by 2**-14 of the largest is rounded by 1/2048 of that at most.
    """
    named_numbers(f"{name}.params", rule.params)
    taus = *rule.pre, *rule.post, rule.eligibility or 0.0
    slow = any(tau > MOST_STEPS * dt for tau in taus)
    fine = rule.finest is not None and rule.finest(rule.params) < LEAST_CHANGE
    return rule._replace(dtype="float64") if slow or fine else rule


def rule_in_the_precision_of(connection, rule, dt: float):
    """Return a rule with other numbers in the precision that its connection's weights have."""
    name = f"{connection.name}.plasticity"
    given = connection.plasticity.dtype if connection.plasticity else rule.dtype
    taken = rule_in_its_precision(name, rule, dt).dtype
    if rule.dtype == given == "float32" != taken:
        raise ValueError(
            f"{name} must not learn in such small changes that weights in float32 lose them; "
            'make the connection with plasticity=rule._replace(dtype="float64")'
        )
    raised = rule.dtype == "float32" and given == "float64" and connection.raised
    return rule._replace(dtype=given) if raised else rule


def neuron_in_the_precision_of(part, neuron, dt: float):
    """Return a neuron with other numbers in the precision that its population was given."""
    name, receptors = f"{part.name}.neuron", [receptor for receptor, _ in part.receptors.values()]
    if part.raised and neuron.dtype == "float32":
        return neuron._replace(dtype="float64")
    taken = neuron_in_its_precision(name, neuron, dt, part.n, receptors).dtype
    if part.neuron.dtype == neuron.dtype == "float32" != taken:
        raise ValueError(
            f"{name} must not become so slow that it needs float64; make the population with "
            'dtype="float64"'
        )
    return neuron
