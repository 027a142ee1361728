"""The presets against the library's own models, and two against a solver's solution."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from snnlib.equations.presets import PRESETS
from snnlib.equations.python import compiled, start
from snnlib.neurons import adaptive, adex, exponential, hodgkin_huxley, izhikevich, leaky, lif

pytestmark = pytest.mark.kernel


def model(name):
    made = compiled(PRESETS[name])
    params = made.parameters(*(p.number * p.worth for p in made.program.text.parameters.values()))
    return made.step, params, made.state(*start(made.program, params._asdict()))


def run(step, params, state, current, dt, n):
    """Return the states after each step, without the hidden ones, and the steps of spikes."""
    states, spikes = [], []
    for k in range(n):
        spiked, state = step(current, state, params, dt)
        states.append(state)
        if spiked:
            spikes.append(k)
    return np.array(states), spikes


def test_the_leaky_integrator():
    v = run(*model("leaky"), 1.5, 0.5, 400)[0][:, 0]
    assert v == pytest.approx(leaky.simulate(1.5, n_steps=400, dt=0.5), rel=1e-13)


@pytest.mark.parametrize("current", [1.9, 2.5, 4.0])
def test_lif(current):
    states, spikes = run(*model("LIF"), current, 0.1, 3000)
    own = lif.neuron(dtype="float64")
    constants = own.prepare(own.params, 0.1)
    theirs, expected = run(own.step, constants, own.state, current, 0.1, 3000)
    assert spikes == expected
    assert states[:, 0] == pytest.approx(theirs[:, 0], rel=1e-13)


@pytest.mark.parametrize("dt", [0.1, 0.02])
def test_adaptive(dt):
    params = adaptive.AdaptiveLIFParameters(t_ref=2.0, theta_plus=2.0, tau_theta=100.0)
    own = adaptive.neuron(params, dtype="float64")
    constants = own.prepare(own.params, dt)
    theirs, expected = run(own.step, constants, own.state, 3.0, dt, round(500 / dt))
    states, spikes = run(*model("adaptive"), 3.0, dt, round(500 / dt))
    assert len(spikes) == len(expected) > 10
    # the library compares v with the threshold of the step's beginning, which has not sunk yet
    assert np.abs(np.subtract(spikes, expected)).max() <= 5
    assert states[-1, 1] == pytest.approx(theirs[-1, 2], abs=0.02)


@pytest.mark.parametrize(
    ("name", "own", "current"),
    [("EIF", exponential.neuron(), 3.0), ("AdEx", adex.neuron(), 1.5)],
)
def test_models_with_runge_kutta_steps(name, own, current):
    states, spikes = run(*model(name), current, 0.05, 8000)
    theirs, expected = run(own.step, own.params, own.state, current, 0.05, 8000)
    assert len(spikes) > 1
    assert spikes == expected
    assert states == pytest.approx(theirs, rel=1e-9, abs=1e-9)


def test_izhikevich_to_the_order_of_its_scheme():
    """Euler here, the author's two half steps there: the same as dt goes to 0, to first order."""
    own = izhikevich.neuron()
    errors = []
    for k in (4, 5, 6):
        n = 3 * 2**k  # before the first spike
        here = run(*model("Izhikevich"), 4.0, 2.0**-k, n)[0][-1]
        exact = run(own.step, own.params, own.state, 4.0, 2.0**-13, 3 * 2**13)[0][-1]
        errors.append(np.abs(here - exact).max())
    assert np.log2(np.array(errors[:-1]) / errors[1:]) == pytest.approx([1.0, 1.0], abs=0.1)
    spikes = run(*model("Izhikevich"), 10.0, 0.005, 60_000)[1]
    theirs = run(own.step, own.params, own.state, 10.0, 0.005, 60_000)[1]
    assert len(spikes) == len(theirs)
    assert np.abs(np.subtract(spikes, theirs)).max() * 0.005 < 0.5  # ms


def test_hodgkin_huxley():
    own = hodgkin_huxley.neuron()
    states, spikes = run(*model("Hodgkin-Huxley"), 10.0, 0.02, 5000)
    theirs, expected = run(own.step, own.params, own.state, 10.0, 0.02, 5000)
    assert len(spikes) > 5
    assert spikes == expected
    assert states[:, :4] == pytest.approx(theirs, rel=1e-6, abs=1e-6)


def fitzhugh_nagumo(t, y):
    v, w = y
    return [v - v**3 / 3 - w + 0.5, 0.08 * (v + 0.7 - 0.8 * w)]


def morris_lecar(t, y):
    v, w = y
    m_inf = 0.5 * (1 + np.tanh((v + 1.2) / 18))
    w_inf = 0.5 * (1 + np.tanh((v - 2) / 30))
    current = 90 - 4.4 * m_inf * (v - 120) - 8 * w * (v + 84) - 2 * (v + 60)
    return [current / 20, 0.04 * np.cosh((v - 2) / 60) * (w_inf - w)]


@pytest.mark.parametrize(
    ("name", "slope", "current"),
    [("FitzHugh-Nagumo", fitzhugh_nagumo, 0.5), ("Morris-Lecar", morris_lecar, 90.0)],
)
def test_models_of_two_equations_to_the_order_of_runge_kutta(name, slope, current):
    step, params, state = model(name)
    exact = solve_ivp(slope, (0, 40), state[:2], method="DOP853", rtol=1e-13, atol=1e-13).y[:, -1]
    errors = []
    for k in (2, 3, 4):
        states = run(step, params, state, current, 2.0**-k, 40 * 2**k)[0]
        errors.append(np.abs(states[-1, :2] - exact).max())
    assert np.log2(np.array(errors[:-1]) / errors[1:]) == pytest.approx([4.0, 4.0], abs=0.4)
    assert len(run(step, params, state, current, 0.1, 3000)[1]) >= 2
