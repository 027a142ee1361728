"""The spike log: which neurons spiked, time step after time step.

Every population and every source writes one.  Delays are looked up in it, recordings are copied out
of it, and work is done for its entries only, so that what is silent costs nothing.  Row r of a log
is one time step: the neurons ``neurons[start[r]:start[r + 1]]``.
"""

import numpy as np

from snnlib._jit import jit

MOST_ROWS = 16384  # time steps between two visits to Python


@jit
def list_spikes(flags, eights, neurons, count):
    """Append the neurons whose flag is set; return the new count.  Needs room for one more.

    Few are set, so 64 flags are looked at together, then 8, then each: ``eights`` are the same
    flags as uint64, a multiple of 8 of them.
    """
    for b in range(0, eights.size, 8):
        first = eights[b] | eights[b + 1] | eights[b + 2] | eights[b + 3]
        if first | eights[b + 4] | eights[b + 5] | eights[b + 6] | eights[b + 7] != 0:
            for c in range(b, b + 8):
                if eights[c] != 0:
                    for i in range(8 * c, 8 * c + 8):  # no choice to be guessed wrong
                        neurons[count] = i
                        count += flags[i]
    return count


class SpikeLog:
    """The spikes of the last time steps, and of all time steps if they are recorded.

    Takes 4 bytes a spike for as long as it is needed, and 8 bytes for each spike that is recorded.
    """

    def __init__(self, n, history, keep):
        self.n = n  # at most so many spikes in a time step
        self.history = history  # so many time steps are looked back to
        self.neurons = np.zeros(max(4 * n, 4096), np.int32)
        self.start = np.zeros(history + MOST_ROWS + 1, np.int64)
        self.recorded = [] if keep else None  # of (steps, neurons)

    def move_on(self, first, n_steps):
        """Forget all but the history, after ``n_steps`` from the step ``first`` were written."""
        begin, end = self.history, self.history + n_steps
        start = self.start
        if self.recorded is not None and start[end] > start[begin]:
            steps = np.repeat(np.arange(first, first + n_steps), np.diff(start[begin : end + 1]))
            neurons = self.neurons[start[begin] : start[end]].copy()
            self.recorded.append((steps.astype(np.int32), neurons))
        oldest = start[n_steps]
        kept = self.neurons[oldest : start[end]].copy()
        start[: self.history + 1] = start[n_steps : end + 1] - oldest
        if kept.size + 2 * self.n > self.neurons.size:  # nearly full of history: make it larger
            self.neurons = np.zeros(2 * self.neurons.size, np.int32)
        self.neurons[: kept.size] = kept

    def take_up(self, start, neurons):
        """Put a saved history in the place of this one."""
        if neurons.size + 2 * self.n > self.neurons.size:
            self.neurons = np.zeros(2 * (neurons.size + self.n), np.int32)
        self.start[: self.history + 1] = start
        self.neurons[: neurons.size] = neurons

    def spikes(self):
        """Time steps and neurons of all that was recorded, in order."""
        if not self.recorded:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        if len(self.recorded) > 1:
            self.recorded = [
                tuple(np.concatenate(part) for part in zip(*self.recorded, strict=True))
            ]
        return self.recorded[0]
