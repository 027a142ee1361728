"""A neuron as Intel publishes that of Loihi: a current and a voltage of 24 bits, decays of 12.

The widths, the rounding and what happens at the ends are those of the model that Intel's Lava calls
bit-accurate (``PyLifModelBitAcc``); the neuron is described by Davies et al. (2018,
doi:10.1109/MM.2018.112130359).  Left out: the refractory period, delays, learning, dendrites.
Unlike this library's own neurons, it fires above its threshold and not at it: so does Lava's.
"""

from typing import NamedTuple

from snnlib._jit import jit
from snnlib.hardware.fixed_point import SATURATE, TOWARD_ZERO, WRAP, fit_word, round_shift

BITS, DECAY_BITS, SHIFT = 24, 12, 6


class LoihiParameters(NamedTuple):
    """Whole numbers."""

    decay_u: int  # the current loses decay_u / 4096 in a step, 1 to 4096 (Lava: du + 1)
    decay_v: int  # the voltage loses decay_v / 4096, 0 to 4095
    v_th: int  # 1 to 131071; the voltage is compared with v_th * 64
    bias: int  # added to the voltage in each step


class LoihiState(NamedTuple):
    """Current and voltage."""

    u: int
    v: int


@jit
def step(
    weights: int, state: LoihiState, params: LoihiParameters
) -> tuple[bool, LoihiState, int, int]:
    """Advance the neuron by a step.

    Parameters
    ----------
    weights : int64
        Sum of the weights of the spikes that arrive; counts 64 times.  Lava takes the lowest bit
        from each weight of a matrix in which both signs occur (-3 becomes -4, 5 becomes 4).
        It holds the sum in 16 bits, from -32768 to 32767; up to ``2**17`` in size the step is right
        here.

    Returns
    -------
    spiked : bool
    state : LoihiState
    wrapped : int64
        1 if the current went over one end of its register and came in at the other, else 0.
    clipped : int64
        1 if the voltage stopped at the end of its register, else 0.
    """
    one = 1 << DECAY_BITS
    u = round_shift(state.u * (one - params.decay_u), DECAY_BITS, TOWARD_ZERO, 0)
    # the register of Lava's model holds 2**23 and not -2**23, hence the signs
    u, wrapped = fit_word(-u - (weights << SHIFT), BITS, WRAP)
    v = round_shift(state.v * (one - params.decay_v), DECAY_BITS, TOWARD_ZERO, 0)
    v, clipped = fit_word(v - u + params.bias, BITS, SATURATE)
    if v == -(1 << (BITS - 1)):  # the ends of the voltage are alike
        v, clipped = v + 1, 1
    spiked = v > params.v_th << SHIFT
    return spiked, LoihiState(-u, 0 if spiked else v), wrapped, clipped
