"""Networks of step functions, and the evolution that teaches them."""

import numpy as np
import pytest

from snnlib.studies.claims import step_search as study

pytestmark = pytest.mark.kernel


def test_what_is_wanted_changes_at_each_jump():
    for n_jumps in (1, 2, 4, 6):
        answers = [study.wanted(study.point(k), n_jumps) for k in range(study.N_POINTS)]
        assert np.count_nonzero(np.diff(answers)) == n_jumps
        assert not answers[0]


@pytest.mark.parametrize("kind", [study.SPIKING, study.RECTIFIED, study.BINARY])
def test_the_output_is_that_of_a_plain_network(kind):
    rng = np.random.default_rng(kind)
    for x in (-0.7, 0.2, 0.9):
        w = rng.normal(0.0, 1.0, study.N_WEIGHTS)
        into, bias, out = w[:-1].reshape(3, study.N_HIDDEN)
        drive = into * x + bias
        if kind == study.SPIKING:
            u, answer = np.zeros(study.N_HIDDEN), np.zeros(study.N_HIDDEN)
            for _ in range(study.N_STEPS):
                u = study.BETA * u + drive
                answer += u >= 1.0
                u -= u >= 1.0
            answer /= study.N_STEPS
        else:
            answer = np.maximum(drive, 0.0) if kind == study.RECTIFIED else 1.0 * (drive > 0.0)
        assert study.output(x, w, kind) == pytest.approx(answer @ out + w[-1], abs=1e-12)


def test_evolution_never_gets_worse_and_finds_one_jump():
    best, progress = np.zeros(study.N_WEIGHTS), np.zeros(40)
    study.evolve(1, study.BINARY, 3, best, 8, progress)
    assert (np.diff(progress) >= 0.0).all()
    assert progress[-1] == study.n_right(best, 1, study.BINARY) == study.N_POINTS
