"""The spike log: which neurons spiked, time step after time step.

Every population and every source writes one.  Delays are looked up in it, recordings are copied out
of it, and work is done for its entries only, so that what is silent costs nothing.  Row r of a log
is one time step: the neurons ``neurons[start[r]:start[r + 1]]``.
"""

import numpy as np

from snnlib._jit import jit

ONE = np.uint64(1)
MOST_ROWS = 16384  # time steps between two visits to Python


@jit
def list_spikes(flag_words, neurons, count):
    """Append the neurons whose flag is set; return the new count.

    ``flag_words`` are the flags, one byte a neuron, read eight at a time as uint64.  Few are set,
    and where they are cannot be guessed; so each word is taken apart without a branch for every
    flag: ``word & -word`` is its lowest flag, and the exponent of that power of two as a float is
    the flag's position.
    """
    for c in range(flag_words.size):
        word = flag_words[c]
        while word != 0:
            lowest = word & (~word + ONE)
            bit = (np.int64(np.float32(lowest).view(np.int32)) >> 23) - 127
            neurons[count] = 8 * c + (bit >> 3)
            count += 1
            word ^= lowest
    return count


class SpikeLog:
    """The spikes of the last time steps, and of all time steps if they are recorded.

    Takes 4 bytes a spike for as long as it is needed.  A recording takes 4 bytes a spike and 4 a
    time step.
    """

    def __init__(self, n, history, keep):
        self.n = n  # at most so many spikes in a time step
        self.history = history  # so many time steps are looked back to
        self.neurons = np.zeros(max(4 * n, 4096), np.int32)
        self.start = np.zeros(history + MOST_ROWS + 1, np.int64)
        self.keep = keep
        self.counts = [np.zeros(0, np.int32)]  # of the recorded spikes in each step
        self.recorded = [np.zeros(0, np.int32)]  # neurons

    def move_on(self, n_steps: int):
        """Forget all but the history, after ``n_steps`` were written."""
        begin, end = self.history, self.history + n_steps
        start = self.start
        if self.keep:
            self.counts.append(np.diff(start[begin : end + 1]).astype(np.int32))
            self.recorded.append(self.neurons[start[begin] : start[end]].copy())
        oldest = start[n_steps]
        kept = self.neurons[oldest : start[end]].copy()
        start[: self.history + 1] = start[n_steps : end + 1] - oldest
        self._put_back(kept)

    def take_up(self, start, neurons, counts, recorded):
        """Put what was saved in the place of this log."""
        self.start[: self.history + 1] = start
        self._put_back(neurons)
        self.counts, self.recorded = [counts], [recorded]

    def _put_back(self, kept):
        """Begin with these spikes, where there is room for as many again and for two steps."""
        if kept.size + 2 * self.n > self.neurons.size:
            self.neurons = np.zeros(2 * (kept.size + self.n), np.int32)
        self.neurons[: kept.size] = kept

    def spikes(self):
        """Return the number of spikes in each time step, and all their neurons, in order."""
        self.counts = [np.concatenate(self.counts)]
        self.recorded = [np.concatenate(self.recorded)]
        return self.counts[0], self.recorded[0]
