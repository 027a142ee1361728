"""Event-driven LIF neurons in plain Python: heapq, and a crossing that is searched for.

Nothing of the library is used.  v is the sum of two exponentials, not a polynomial; the queue keeps
entries that are out of date and asks at the end whether they still hold.
"""

import heapq
import math


def potential(h, v, g, current, p):
    """v and g after a time without events."""
    slow, fast = math.exp(-h / p.tau_m), math.exp(-2.0 * h / p.tau_m)
    v_inf = p.v_rest + p.R_m * current
    return v_inf + (v - v_inf + p.R_m * g) * slow - p.R_m * g * fast, g * fast


def crossing(v, g, current, p):
    """The wait until v reaches the threshold, by bisection of the time in which v can rise."""
    if v >= p.v_th:
        return 0.0
    b = p.R_m * g
    a = v - p.v_rest - p.R_m * current + b
    high = 40.0 * p.tau_m
    if b > 0.0:  # v peaks where the derivative with respect to exp(-t / tau_m) is 0
        peak = a / (2.0 * b)
        if peak >= 1.0:
            return math.inf
        high = min(high, -p.tau_m * math.log(peak)) if peak > 0.0 else high
    if potential(high, v, g, current, p)[0] <= p.v_th:
        return math.inf
    low = 0.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        above = potential(middle, v, g, current, p)[0] > p.v_th
        low, high = (low, middle) if above else (middle, high)
    return high


def simulate(n, synapses, inputs, duration, p, current, exponential, v):
    """Spikes as a list of (time, neuron).

    ``synapses`` : source -> list of (neuron, weight, delay); ``inputs`` : list of (time, source).
    """
    v, g, since, version = list(v), [0.0] * n, [0.0] * n, [0] * n
    queue, spikes = [], []

    def expect(j):
        version[j] += 1
        at = since[j] + crossing(v[j], g[j], current[j], p)
        if at < math.inf:
            heapq.heappush(queue, (at, 1, j, version[j]))

    def send(source, now):
        for j, w, delay in synapses.get(source, []):
            heapq.heappush(queue, (now + delay, 0, j, w))

    for j in range(n):
        expect(j)
    for time, source in inputs:
        send(source, time)
    while queue and queue[0][0] <= duration:
        now, kind, j, what = heapq.heappop(queue)
        if kind == 1 and what != version[j]:
            continue
        paused = since[j] > now
        if not paused:
            v[j], g[j] = potential(now - since[j], v[j], g[j], current[j], p)
            since[j] = now
        if kind == 1:
            spikes.append((now, j))
            v[j], since[j] = p.v_reset, now + p.t_ref
            g[j] *= math.exp(-2.0 * p.t_ref / p.tau_m)
            send(j, now)
        elif exponential:
            g[j] += what * math.exp(-2.0 * (since[j] - now) / p.tau_m)
        elif not paused:
            v[j] += what
        expect(j)
    return spikes
