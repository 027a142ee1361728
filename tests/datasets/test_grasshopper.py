"""The grasshopper's receptor: what nitime's files say of it."""

import numpy as np
import pytest

from snnlib.datasets import grasshopper

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize(
    ("cutoff", "n_spikes", "first", "last", "intensity"),
    [(200, 929, 6.7, 9999.3, 76.43), (800, 868, 7.3, 9977.6, 71.2)],
)
def test_spikes_and_sound(cutoff, n_spikes, first, last, intensity):
    spike_times, level = grasshopper.load(cutoff)
    assert (spike_times.size, spike_times[0], spike_times[-1]) == (n_spikes, first, last)
    assert np.diff(spike_times).min() > 3.15  # refractory
    assert level.size * grasshopper.DT == grasshopper.DURATION
    assert level.max() == pytest.approx(intensity, abs=0.026)
    assert level.std() == pytest.approx(6.0, abs=0.1)  # dB, as the files' heads say
    power = np.abs(np.fft.rfft(level - level.mean())) ** 2
    frequency = np.fft.rfftfreq(level.size, grasshopper.DT / 1000.0)
    within = power[frequency <= cutoff].sum() / power.sum()
    assert within > 0.999
    assert power[frequency <= 0.9 * cutoff].sum() / power.sum() < 0.97  # it does reach that far


def test_another_recording_is_refused():
    with pytest.raises(ValueError, match=r"^cutoff must be 200 or 800 Hz, got 400"):
        grasshopper.load(400)
