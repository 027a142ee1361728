"""Processes that are forks: they do one job, tell how they ended, and leave nothing behind."""

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import forking
import pytest
from forking import Nursery

HERE = "tests.book.test_forking"
PATIENCE = 120.0  # seconds: a busy machine is no fault


def prepare():
    os.environ["PREPARED"] = str(os.getpid())


def work(seconds, *_):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def say(word, number):
    with socket.socket(fileno=number) as connection:
        connection.sendall(f"{word} {os.environ['PREPARED']} {os.getppid()}".encode())


def wait_for_ever():
    time.sleep(1000)


def end(how):
    os.kill(os.getpid(), signal.SIGKILL) if how == "killed" else sys.exit(int(how))


def note_the_end(path):
    atexit.register(lambda: Path(path).write_text("over"))


@pytest.fixture(scope="module")
def nursery():
    made = Nursery(f"{HERE}:prepare", dict(os.environ))
    yield made
    made.close()


def test_a_fork_has_what_was_prepared_and_a_connection_of_its_own(nursery):
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            fork = nursery.start(f"{HERE}:say", "hello", file=theirs)
        word, prepared, parent = ours.makefile().read().split()
    assert word == "hello"
    assert prepared == parent  # it was prepared once, in the process that forks
    assert fork.wait(PATIENCE)
    assert fork.status == 0
    assert not fork.alive


def test_its_time_and_its_processor_time_are_counted(nursery):
    forks = [nursery.start(f"{HERE}:work", seconds) for seconds in (1.0, 0.0)]
    assert all(fork.wait(PATIENCE) for fork in forks)
    worked, idle = (fork.cpu_seconds for fork in forks)
    assert 0.0 <= idle < 1.0 <= worked < 2.0 + idle
    assert forks[0].seconds >= 1.0
    assert forks[1].seconds > 0.0


@pytest.mark.parametrize(("how", "status"), [("0", 0), ("3", 3), ("killed", -signal.SIGKILL)])
def test_it_tells_how_it_ended(nursery, how, status):
    fork = nursery.start(f"{HERE}:end", how)
    assert fork.wait(PATIENCE)
    assert fork.status == status


def test_what_it_has_to_do_at_its_end_is_done(nursery, tmp_path):
    assert nursery.start(f"{HERE}:note_the_end", str(tmp_path / "end")).wait(PATIENCE)
    assert (tmp_path / "end").read_text() == "over"


def test_it_can_be_killed(nursery):
    fork = nursery.start(f"{HERE}:wait_for_ever")
    assert not fork.wait(0.2)
    fork.kill()
    assert fork.wait(PATIENCE)
    assert fork.status == -signal.SIGKILL


def test_with_the_nursery_all_its_forks_end():
    nursery = Nursery(f"{HERE}:prepare", dict(os.environ))
    forks = [nursery.start(f"{HERE}:wait_for_ever") for _ in range(3)]
    assert not forks[0].wait(0.2)
    nursery.close(kill=True)
    assert all(fork.wait(PATIENCE) for fork in forks)


def test_a_parent_that_dies_takes_all_with_it(tmp_path):
    """Also if it has no time to say so."""
    code = f"""
import os, sys, time
sys.path.append({str(Path(forking.__file__).parent)!r})
from forking import Nursery
nursery = Nursery("{HERE}:prepare", dict(os.environ))
fork = nursery.start("{HERE}:wait_for_ever")
fork.wait(0.5)
print(nursery._process.pid, flush=True)
time.sleep(1000)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        group = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the forks of a dead process are still there")
