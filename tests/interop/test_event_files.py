"""Event files, written here word by word, and read back."""

import sys

import numpy as np
import pytest

from snnlib.interop import event_files


def words(kind, *values):
    return np.array(values, kind).tobytes()


def evt2(*words_, header=b"% evt 2.0\n% geometry 640x480\n% end\n"):
    return header + words("<u4", *words_)


def high2(time):
    return 0x8 << 28 | time >> 6


def event2(time, x, y, on):
    return int(on) << 28 | (time & 0x3F) << 22 | x << 11 | y


def written(tmp_path, content, name="file.raw"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def listed(events):
    return [
        (int(t), int(x), int(y), bool(on))
        for t, x, y, on in zip(events.times_us, events.x, events.y, events.on, strict=True)
    ]


def test_evt2_has_times_of_34_bits(tmp_path):
    late = 2**33 + 77
    path = written(
        tmp_path,
        evt2(
            event2(3, 9, 9, True),  # before any time
            high2(100), event2(100, 5, 7, True), event2(101, 639, 479, False), 0xA << 28,
            high2(late), event2(late, 1, 2, True),
        ),
    )  # fmt: skip
    events = event_files.read_evt2(path)
    assert listed(events) == [(100, 5, 7, True), (101, 639, 479, False), (late, 1, 2, True)]
    assert (events.width, events.height, events.n_without_time) == (640, 480, 1)


def test_the_time_that_faery_keeps_in_the_header_is_added_to_both_kinds(tmp_path):
    parts = evt2(high2(64), event2(70, 5, 7, True), header=b"% evt 2.0\n% t0 1000000\n")
    assert listed(event_files.read_evt2(written(tmp_path, parts))) == [(1_000_070, 5, 7, True)]
    parts = evt3(y_is(7), high(0), low(70), single(5, True), header=b"% evt 3.0\n% t0 20000000\n")
    assert listed(event_files.read_evt3(written(tmp_path, parts))) == [(20_000_070, 5, 7, True)]


def evt3(*words_, header=b"% evt 3.0\n% end\n"):
    return header + words("<u2", *words_)


def low(time):
    return 0x6 << 12 | time & 0xFFF


def high(time):
    return 0x8 << 12 | time >> 12 & 0xFFF


def y_is(y):
    return y


def single(x, on):
    return 0x2 << 12 | int(on) << 11 | x


def test_evt3_singles_keep_pauses_and_count_on_over_the_clock_s_end(tmp_path):
    times = [10, 4200, 1_000_000, 16_777_215, 16_777_300, 3 * 2**24 + 7]
    parts = [y_is(7)]
    for time in times:
        last = times[max(times.index(time) - 1, 0)]
        # as a camera does, a high part comes at least once in a turn of the clock
        parts += [high(turn) for turn in range(last, time, 2**23)]
        parts += [high(time), low(time), single(5, True)]
    events = event_files.read_evt3(written(tmp_path, evt3(*parts)))
    assert listed(events) == [(time, 5, 7, True) for time in times]


def test_an_evt3_event_a_millisecond_stays_one_a_millisecond(tmp_path):
    times = range(3, 20_000_000, 1000)
    parts = [w for t in times for w in (high(t), low(t), single(1, False))]
    events = event_files.read_evt3(written(tmp_path, evt3(y_is(0), *parts)))
    assert np.array_equal(events.times_us, times)
    assert not events.on.any()


def test_an_evt3_time_whose_high_part_came_without_a_low_one(tmp_path):
    parts = [y_is(1), high(4096), low(4100), single(1, True), high(8192), single(2, True)]
    events = event_files.read_evt3(written(tmp_path, evt3(*parts)))
    assert events.times_us.tolist() == [4100, 8192]


def test_an_evt3_high_part_that_is_repeated_changes_nothing(tmp_path):
    parts = [y_is(1), high(4096), low(4100), single(1, True), high(4096), single(2, True)]
    events = event_files.read_evt3(written(tmp_path, evt3(*parts)))
    assert events.times_us.tolist() == [4100, 4100]


def test_evt3_vectors_go_on_from_their_base(tmp_path):
    base = 0x3 << 12 | 1 << 11 | 100
    parts = [
        y_is(3), high(0), low(50), base, 0x4 << 12 | 0b100000000011, 0x4 << 12 | 1,
        0x5 << 12 | 0b10000001, single(9, False),
    ]  # fmt: skip
    events = event_files.read_evt3(written(tmp_path, evt3(*parts)))
    assert events.x.tolist() == [100, 101, 111, 112, 124, 131, 9]
    assert events.on.tolist() == [True] * 6 + [False]
    assert set(events.times_us.tolist()) == {50}
    assert set(events.y.tolist()) == {3}


def test_evt3_events_before_the_first_time_are_counted(tmp_path):
    parts = [y_is(3), single(1, True), high(0), low(5), single(2, True)]
    events = event_files.read_evt3(written(tmp_path, evt3(*parts)))
    assert listed(events) == [(5, 2, 3, True)]
    assert events.n_without_time == 1


def dat(*events, header=b"% Data file\n% Width 640\n% Height 480\n", kind=0x0C):
    both = [w for t, x, y, on in events for w in (t, int(on) << 28 | y << 14 | x)]
    return header + bytes([kind, 8]) + words("<u4", *both)


def test_dat_events_and_the_time_that_faery_keeps_in_the_header(tmp_path):
    given = [(5, 1, 2, True), (2**32 - 1, 639, 479, False)]
    events = event_files.read_dat(written(tmp_path, dat(*given)))
    assert listed(events) == given
    assert (events.width, events.height) == (640, 480)
    moved = dat((0, 1, 2, True), header=b"% Width 4\n% Height 3\n% T0 5000000\n")
    assert listed(event_files.read_dat(written(tmp_path, moved))) == [(5_000_000, 1, 2, True)]
    with pytest.raises(ValueError, match="pixel events of 8 bytes, got kind 14"):
        event_files.read_dat(written(tmp_path, dat(kind=14)))


def nmnist(*events):
    return b"".join(
        bytes([x, y, int(on) << 7 | t >> 16, t >> 8 & 255, t & 255]) for t, x, y, on in events
    )


def test_n_mnist_markers_move_time_on_and_are_no_events(tmp_path):
    given = [(8000, 3, 4, True), (8191, 5, 6, False), (0, 0, 240, False), (9, 7, 8, True),
             (100, 9, 10, False)]  # fmt: skip
    events = event_files.read_nmnist(written(tmp_path, nmnist(*given)))
    assert events.times_us.tolist() == [8000, 8191, 8201, 8292]
    assert events.y.tolist() == [4, 6, 8, 10]


def test_pixels_become_neurons(tmp_path):
    events = event_files.read_nmnist(
        written(tmp_path, nmnist((2500, 3, 4, True), (1000, 0, 1, False)))
    )
    times, neurons = events.spikes(width=34)
    assert times.tolist() == [1.0, 2.5]
    assert neurons.tolist() == [34 * 2, (4 * 34 + 3) * 2 + 1]


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (event_files.read_evt2, evt2(high2(0), event2(5, 1, 1, True))),
        (event_files.read_evt3, evt3(y_is(1), high(0), low(5), single(1, True))),
        (event_files.read_dat, dat((5, 1, 2, True))),
        (event_files.read_nmnist, nmnist((5, 1, 2, True))),
    ],
)
def test_a_file_that_is_cut_off_is_refused_by_its_name(tmp_path, read, content):
    read(written(tmp_path, content))
    with pytest.raises(ValueError, match=r"short\.raw is cut off"):
        read(written(tmp_path, content[:-1], "short.raw"))
    if content[:1] == b"%":
        with pytest.raises(ValueError, match=r"header\.raw is cut off: it ends within its header"):
            read(written(tmp_path, content[:5], "header.raw"))


def test_a_file_of_another_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"must be a file of EVT 2.0, its header says 3.0"):
        event_files.read_evt2(written(tmp_path, evt3()))


def test_without_aedat_it_is_said_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "aedat", None)
    with pytest.raises(ImportError, match=r"read_aedat4 needs the package aedat; .* pip install"):
        event_files.read_aedat4(tmp_path / "none.aedat4")
