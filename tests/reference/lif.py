"""The LIF neuron in plain Python: one neuron, absolute times, and no closed form for the spike.

Written apart from the library, as a second opinion: it keeps the time at which the neuron is free
again where the library counts down, and finds a threshold crossing by halving intervals.
"""

import math


def potential(v, current, p, t):
    """Potential after the time t of constant input, beginning at v."""
    v_inf = p.v_rest + p.R_m * current
    return v - (v_inf - v) * math.expm1(-t / p.tau_m)


def crossing(v, current, p, longest):
    """The time at which v reaches the threshold, known to lie within (0, longest]."""
    low, high = 0.0, longest
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return high
        if potential(v, current, p, middle) >= p.v_th:
            high = middle
        else:
            low = middle


def on_grid(currents, p, dt, v0):
    """Potential at the end of each step, and the steps (0, 1, ...) at the end of which it fired."""
    trace, fired = [], []
    v, free_from = v0, 0.0
    for k, current in enumerate(currents):
        begin, end = k * dt, (k + 1) * dt
        at_once = free_from <= begin and v >= p.v_th
        if free_from > begin:
            v = p.v_reset
        if free_from < end:
            v = potential(v, current, p, end - max(begin, free_from))
        if at_once or v >= p.v_th:
            fired.append(k)
            v, free_from = p.v_reset, end + p.t_ref
        trace.append(v)
    return trace, fired


def interpolated(currents, p, dt, v0):
    """Potential at the end of each step, and the exact times of the spikes."""
    trace, times = [], []
    v, now, free_from = v0, 0.0, 0.0
    for k, current in enumerate(currents):
        end = (k + 1) * dt
        while now < end:
            if free_from > now:
                now = min(free_from, end)
                continue
            if v < p.v_th and potential(v, current, p, end - now) < p.v_th:
                v = potential(v, current, p, end - now)
                now = end
                continue
            if v < p.v_th:
                now += crossing(v, current, p, end - now)
            times.append(now)
            v, free_from = p.v_reset, now + p.t_ref
        trace.append(v)
    return trace, times
