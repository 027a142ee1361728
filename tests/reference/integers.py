"""Fixed-point arithmetic in plain Python: fractions for what is rounded, integers without an end.

Written apart from the library: no shift, no mask and no bias, only what the words mean.
"""

import math
from fractions import Fraction


def rounded(x, rounding, draw=Fraction(0)):
    """A whole number next to the fraction x; ``draw`` is a fraction in [0, 1)."""
    if rounding == "floor":
        return math.floor(x)
    if rounding == "toward zero":
        return math.trunc(x)
    if rounding == "nearest":
        below = math.floor(x)
        return below if x - below < Fraction(1, 2) else below + 1
    return math.floor(x) + (1 if draw >= 1 - (x - math.floor(x)) else 0)


def in_register(x, bits, overflow):
    """The value that a signed register of so many bits shows, and whether x did not fit."""
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    if low <= x <= high:
        return x, 0
    if overflow == "saturate":
        return min(max(x, low), high), 1
    while x > high:
        x -= 2**bits
    while x < low:
        x += 2**bits
    return x, 1


def lif(drive, v_th, bits, decay, decay_bits, rounding, overflow, draws):
    """Membrane after each step, the steps with a spike, and how many sums did not fit."""
    v, trace, spikes, overflows = 0, [], [], 0
    for k, arrives in enumerate(drive):
        left = Fraction(v * (2**decay_bits - decay), 2**decay_bits)
        v = rounded(left, rounding, Fraction(draws[k], 2**decay_bits)) + arrives
        v, over = in_register(v, bits, overflow)
        overflows += over
        if v >= v_th:
            spikes.append(k)
            v = 0
        trace.append(v)
    return trace, spikes, overflows


def rivals(spikes, codes, levels, theta, bits, decay, decay_bits, rounding, overflow):
    """The winner of each step (-1: none), and how many sums did not fit; no stochastic rounding."""
    v, winners, overflows = [0] * len(theta), [], 0
    for came in spikes:
        above = []
        for j in range(len(theta)):
            total = v[j] + sum(levels[codes[i][j]] for i in came)
            v[j], over = in_register(total, bits, overflow)
            overflows += over
            above.append(v[j] >= theta[j])
            v[j] = rounded(Fraction(v[j] * (2**decay_bits - decay), 2**decay_bits), rounding)
        ahead = [j for j in range(len(theta)) if above[j]]
        best = max(ahead, key=lambda j: (v[j] - theta[j], -j)) if ahead else -1
        if best >= 0:
            v = [0] * len(theta)
        winners.append(best)
    return winners, overflows


def loihi(weights, decay_u, decay_v, v_th, bias):
    """(u, v, spiked) after each step, as the text of Lava's bit-accurate model has it."""
    u = v = 0
    rows = []
    for w in weights:
        u = rounded(Fraction(u * (4096 - decay_u), 4096), "toward zero") + 64 * w
        if u > 2**23:
            u -= 2**24
        elif u <= -(2**23):
            u += 2**24
        v = rounded(Fraction(v * (4096 - decay_v), 4096), "toward zero") + u + bias
        v = min(max(v, 1 - 2**23), 2**23 - 1)
        spiked = v > 64 * v_th
        v = 0 if spiked else v
        rows.append((u, v, spiked))
    return rows
