"""Philox4x32-10 in plain Python integers, straight from the paper (Salmon et al. 2011, section 3).

Slow and obvious: the oracle of ``snnlib.random``.
"""

M0, M1 = 0xD2511F53, 0xCD9E8D57  # multipliers of table 2
W0, W1 = 0x9E3779B9, 0xBB67AE85  # Weyl steps of the key: golden ratio and sqrt(3) - 1
WORD = 2**32


def philox(counter, key):
    """Four 32-bit words from a counter of four and a key of two."""
    r0, r1, r2, r3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(M0 * r0, WORD)
        high1, low1 = divmod(M1 * r2, WORD)
        r0, r1, r2, r3 = high1 ^ r1 ^ k0, low1, high0 ^ r3 ^ k1, low0
        k0, k1 = (k0 + W0) % WORD, (k1 + W1) % WORD
    return r0, r1, r2, r3


def block(seed, stream, step, draw=0):
    """The words that ``snnlib.random`` numbers (seed, stream, step, draw)."""
    step, seed = step % 2**64, seed % 2**64
    counter = (step % WORD, step // WORD, stream % WORD, draw % WORD)
    return philox(counter, (seed % WORD, seed // WORD))


def uniform_pair(seed, stream, step, draw=0):
    """Two multiples of 2**-53 in [0, 1), each from the top 53 bits of two words."""
    r0, r1, r2, r3 = block(seed, stream, step, draw)
    return (r0 * WORD + r1 >> 11) / 2**53, (r2 * WORD + r3 >> 11) / 2**53
