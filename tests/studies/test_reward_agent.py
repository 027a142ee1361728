"""The agent that learns from reward: its parts alone, and what it does with each signal."""

import numpy as np
import pytest

from snnlib.plasticity import RewardSTDPParameters
from snnlib.studies.reward_agent import (
    COINS,
    ITSELF,
    LESS_MEAN,
    RewardAgent,
    at_rest,
    begin_trial,
    group_mean,
    learn_from_reward,
    let_pass,
    outcome,
    see,
    simulate,
)

RULE = RewardSTDPParameters(1.0, 0.5, 0.0, 3.0)


def test_it_learns_from_the_reward_less_its_mean_and_learns_again_after_the_swap():
    for seed in (1, 2):
        course = simulate(300, RewardAgent(seed=seed))
        assert course.right[100:150].mean() > 0.9
        assert course.right[150:160].mean() < 0.5
        assert course.right[250:].mean() > 0.9
        assert course.straight[149] > course.crossed[149] + 1.0
        assert course.crossed[299] > course.straight[299] + 0.5


def test_tossed_coins_teach_nothing():
    rights = [simulate(150, RewardAgent(signal=COINS, seed=s)).right[100:] for s in range(8)]
    assert abs(np.mean(rights) - 0.5) < 0.25


def test_the_reward_itself_lets_the_wrong_weights_grow_too():
    end = {
        signal: np.mean([simulate(150, RewardAgent(signal=signal, seed=s)).crossed[-1]
                         for s in range(4)])
        for signal in (LESS_MEAN, ITSELF)
    }  # fmt: skip
    assert end[ITSELF] > end[LESS_MEAN] + 0.3


def test_after_a_wipe_a_late_reward_is_a_smaller_one():
    soon = simulate(60, RewardAgent(wipe=True, delay=0))
    late = simulate(60, RewardAgent(wipe=True, delay=2000, eta=0.05 * np.exp(2000.0 / 500.0)))
    np.testing.assert_array_equal(soon.right, late.right)
    np.testing.assert_allclose(soon.w, late.w, rtol=1e-10)


def test_a_course_goes_on_where_a_shorter_one_stopped():
    short, long = simulate(20), simulate(40)
    for name in ("right", "straight", "crossed"):
        np.testing.assert_array_equal(getattr(short, name), getattr(long, name)[:20])
    assert short.straight[-1] == pytest.approx(group_mean(short.w, 0))
    assert short.crossed[-1] == pytest.approx(group_mean(short.w, 1))


def test_groups_are_the_two_ways_to_answer():
    w = np.zeros((2, 20))
    w[0, :10] = w[1, 10:] = 2.0
    w[0, 10:] = w[1, :10] = 0.5
    assert group_mean(w, 0) == pytest.approx(2.0)
    assert group_mean(w, 1) == pytest.approx(0.5)


def test_time_that_passes_moves_weights_by_the_integral_of_eligibility_and_modulator():
    synapses, _ = at_rest(3)
    assert ((synapses.w >= 1.2) & (synapses.w < 1.8)).all()
    before = synapses.w.copy()
    synapses.e[:] = 1.0
    synapses.e[1] = 1e6
    d = let_pass(30.0, 0.01, synapses, 500.0, RULE)
    assert d == pytest.approx(0.01 * np.exp(-30.0 / 50.0), rel=1e-14)
    tau = 1.0 / (1.0 / 500.0 + 1.0 / 50.0)
    moved = 0.01 * tau * (1.0 - np.exp(-30.0 / tau))
    np.testing.assert_allclose(synapses.w[0], before[0] + moved, rtol=1e-14)
    assert (synapses.w[1] == 3.0).all()
    np.testing.assert_allclose(synapses.e[0], np.exp(-30.0 / 500.0), rtol=1e-14)


def test_only_the_seen_cue_s_lines_are_heard():
    synapses, rivals = at_rest(1)
    place = fired = 0
    for m in range(50):
        place, fired = see(1, 0, m, place, fired, 1, synapses, rivals, RULE)
    assert not synapses.x[:10].any()
    assert synapses.x[10:].any()
    assert 15 <= fired <= 45  # 30 on average
    assert rivals.v.any()
    begin_trial(synapses, rivals, False)
    assert synapses.e.any()
    begin_trial(synapses, rivals, True)
    assert not any(a.any() for a in (*rivals[:4], synapses.x, synapses.e))


def test_the_neuron_with_more_spikes_answers_and_right_answers_are_swapped():
    agent = RewardAgent(reversal=10)
    for k, (left, right, cue), good in [
        (0, (3, 1, 0), 1.0), (0, (3, 1, 1), 0.0), (9, (1, 2, 1), 1.0), (10, (1, 2, 1), 0.0),
    ]:  # fmt: skip
        assert outcome(k, cue, np.array([left, right], float), agent) == (good, 2.0 * good - 1.0)
    ties = [outcome(k, 0, np.ones(2), RewardAgent(reversal=999))[0] for k in range(200)]
    assert 0.35 < np.mean(ties) < 0.65
    coins = [outcome(k, 0, np.array([2.0, 1.0]), RewardAgent(signal=COINS))[1] for k in range(150)]
    assert set(coins) == {-1.0, 1.0}


def test_the_last_seconds_show_the_modulator_jump_when_the_reward_comes():
    by_trial, last = np.zeros((3, 5)), np.zeros((3, 211))
    learn_from_reward(2, RewardAgent(), *by_trial, *last)
    assert np.isnan(last[:, :10]).all()  # two trials of a second each; there was nothing before
    assert not np.isnan(last[:, 10:-1]).any()
    jumps = np.flatnonzero(abs(np.diff(last[2, 10:-1])) > 0.2)
    np.testing.assert_array_equal(jumps + 1, [50, 150])  # 300 ms after each answer
    assert not by_trial[:, 2:].any()


@pytest.mark.parametrize(
    ("agent", "message"),
    [
        (RewardAgent(delay=-10), "agent.delay must be a multiple of 10 ms"),
        (RewardAgent(delay=15), "agent.delay must be a multiple of 10 ms.*15"),
        (RewardAgent(tau_e=0.0), "agent.tau_e"),
        (RewardAgent(signal=3), "agent.signal must be LESS_MEAN"),
        (RewardAgent(eta=np.nan), "agent.eta"),
    ],
)
def test_bad_settings_are_refused(agent, message):
    with pytest.raises(ValueError, match=message):
        simulate(10, agent)


def test_an_agent_is_asked_for():
    with pytest.raises(TypeError, match="agent must be RewardAgent"):
        simulate(10, {"delay": 300})
    with pytest.raises(ValueError, match="n_trials"):
        simulate(0)
