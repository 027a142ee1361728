"""What an electronic cochlea answers to two tones: ``python -m benchmarks.cochlea_recordings``.

The recordings come with the source package of AERzip 1.0.1 (Ayuso-Martínez, GPL 3): half a second
of a C3 and of a C5 from a neuromorphic auditory sensor of 64 channels.  They are not part of this
project; what is counted in them stands in ``benchmarks/observed/cochlea.json``.
"""

import json
from pathlib import Path

import numpy as np

from benchmarks.environments import ROOT, source_package
from snnlib._files import replaced
from snnlib.interop.cochlea_files import read_cochlea

KEPT = ROOT / "benchmarks" / "observed" / "cochlea.json"
SOURCE = "aerzip==1.0.1"
FILES = {
    "C3": ("130Hz_mono_64ch_ONOFF_addr2b_ts02.aedat", 130.8128),
    "C5": ("523Hz_stereo_64ch_ONOFF_addr2b_ts02.aedat", 523.2511),
}
N_CHANNELS = 64


def recordings() -> dict[str, Path]:
    """Return the two recordings' paths."""
    folder = source_package(SOURCE) / "tests" / "events" / "dataset"
    return {tone: folder / name for tone, (name, _) in FILES.items()}


def counted(path: Path, frequency: float) -> dict:
    """Return what each channel of the left ear did: spikes a second, and how well they kept time.

    Spikes of the rising half-wave alone.  Locking is the vector strength at the tone's frequency,
    the length of the mean of ``exp(2 pi i f t)``: 1 if all spikes come at one phase, pi / 4 if
    their rate follows the upper half-waves of a sine.
    """
    spikes = read_cochlea(path, n_channels=N_CHANNELS, address_bytes=2, tick_us=0.2)
    mine = (spikes.ears == 0) & ~spikes.falling
    seconds = 1e-3 * float(spikes.spike_times[-1])
    channels = spikes.channels[mine]
    n = np.bincount(channels, minlength=N_CHANNELS)
    phases = np.exp(2e-3j * np.pi * frequency * spikes.spike_times[mine])
    sums = [np.bincount(channels, part, N_CHANNELS) for part in (phases.real, phases.imag)]
    locking = np.hypot(*sums) / np.maximum(n, 1)
    return {
        "tone_hz": frequency,
        "seconds": round(seconds, 4),
        "rate_hz": [round(float(x), 1) for x in n / seconds],
        "locking": [round(float(x), 4) for x in locking],
    }


def table() -> dict:
    """Count the spikes of all recordings."""
    paths = recordings()
    made = {tone: counted(paths[tone], frequency) for tone, (_, frequency) in FILES.items()}
    return {"source": SOURCE, "n_channels": N_CHANNELS, "tones": made}


def main() -> None:
    with replaced(KEPT) as file:
        file.write((json.dumps(table()) + "\n").encode())
    print(f"wrote {KEPT}")


if __name__ == "__main__":
    main()
