"""What a live figure lets the reader hear, on a button and never by itself."""

from dataclasses import asdict, dataclass

from snnlib.live.controls import finite

_LONGEST_MS = 60000.0


@dataclass(frozen=True)
class Sound:
    """A click for each spike, in real time.

    ``times``, in ms, is a DrawnSpikes control, or an array of which the read-out ``count`` tells
    how many are valid; ``duration``, in ms, is the length of what is played.
    """

    times: str
    duration: float
    count: str = ""
    label: str = ""
    kind = "clicks"

    def __post_init__(self):
        duration = finite("Sound", "duration", self.duration)
        if not 0.0 < duration <= _LONGEST_MS:
            raise ValueError(f"Sound: duration must be above 0 and at most 60000, got {duration}")

    def spec(self) -> dict:
        """Return plain data for the browser."""
        return {"kind": self.kind, **asdict(self)}


@dataclass(frozen=True)
class Waveform:
    """An array as sound, ``sample_rate`` numbers a second; two rows are the left and the right ear.

    ``full_scale`` is the number that is played at full level, which is moderate; an array that
    exceeds it is made softer as a whole.  The ends are faded.
    """

    array: str
    sample_rate: float
    label: str = ""
    full_scale: float = 1.0
    kind = "wave"

    def __post_init__(self):
        rate = finite("Waveform", "sample_rate", self.sample_rate)
        if not 3000.0 <= rate <= 192000.0:  # what browsers play
            raise ValueError(f"Waveform: sample_rate must be 3000 to 192000 Hz, got {rate}")
        full = finite("Waveform", "full_scale", self.full_scale)
        if full <= 0:
            raise ValueError(f"Waveform: full_scale must be above 0, got {full}")

    spec = Sound.spec


def check_sounds(name, sound, kernel):
    """Return the figure's sounds as a list; refuses a sound of something that cannot be heard."""
    sounds = [sound] if isinstance(sound, (Sound, Waveform)) else sound or []
    if not isinstance(sounds, list) or not all(isinstance(s, (Sound, Waveform)) for s in sounds):
        raise TypeError(
            f"figure {name!r}: sound must be a Sound(times, duration), a "
            f"Waveform(array, sample_rate) or a list of them, got {sound!r}"
        )
    for one in sounds:
        if isinstance(one, Waveform):
            shape = kernel.arrays[one.array].shape if one.array in kernel.arrays else ()
            one_or_two = len(shape) == 1 or (len(shape) == 2 and shape[0] == 2)
            if not one_or_two or shape[-1] > one.sample_rate * _LONGEST_MS / 1000:
                raise ValueError(
                    f"figure {name!r}: Waveform's array must have one axis, or two rows (left and "
                    f"right), and last a minute at most, got {one.array!r}"
                )
            continue
        drawn = getattr(kernel.controls.get(one.times), "kind", "") == "spikes"
        counted = one.times in kernel.arrays and one.count in kernel.readouts
        if not (drawn or counted):
            raise ValueError(
                f"figure {name!r}: Sound's times must be a drawn spike train, or an array with a "
                f"read-out as its count, got {one.times!r}"
            )
    return sounds
