"""The workbench as a widget, and as an element of a page."""

import json
import re

import pytest

from snnlib.equations.presets import PRESETS, RULES
from snnlib.live import workbench
from snnlib.live.workbench import INPUTS, Workbench
from snnlib.live.workbench_runs import SETTINGS, bits, evaluate
from snnlib.live.workbench_still import still


@pytest.fixture(scope="module")
def bench():
    return Workbench("pair STDP")


def test_it_begins_with_a_preset(bench):
    assert bench.text == RULES["pair STDP"]
    assert bench.settings == {**SETTINGS, **INPUTS["pair STDP"], "spread": 0.5}
    assert list(bench.spec()["presets"])[:2] == ["pair STDP", "leaky"]
    assert INPUTS.keys() == {**PRESETS, **RULES}.keys()
    assert all(set(given) <= set(SETTINGS) for given in INPUTS.values())


def test_its_result_follows_text_and_settings(bench):
    before = bench.result["w"]
    assert before[-1] > before[0]
    bench.settings = {**bench.settings, "apart": -10.0}
    after = bench.result["w"]
    assert after[-1] < after[0]
    assert evaluate(bench.text, bench.settings)[0]["w"].tolist() == after.tolist()
    bench.settings = {**bench.settings, "apart": 10.0}


def test_it_answers_the_box_s_question(bench, monkeypatch):
    answers = []
    monkeypatch.setattr(bench, "send", answers.append)
    bench._answer(bench, {"ask": "bits", "id": "7", "text": bench.text, "settings": {}}, [])
    bench._answer(bench, {"ask": "bits", "id": "8", "text": "dv/dt = x", "settings": {}}, [])
    bench._answer(bench, {"ask": "else"}, [])
    assert answers[0] == {"answer": "7", "sum": bits(bench.text)}
    assert "`x` is not known" in answers[1]["error"]
    assert len(answers) == 2


def test_a_page_gets_a_still_picture_and_the_checksum(bench, monkeypatch):
    monkeypatch.setattr(workbench, "building_book", lambda: True)
    html = bench._repr_mimebundle_()["text/html"]
    given = json.loads(re.search(r"json\">(.*?)</script>", html)[1])
    assert given["sum"] == bits(bench.text, bench.settings)
    assert "<svg" in html
    assert "v (mV)" in still("LIF", bench.spec()["presets"]["LIF"])
    assert "on_pre: w = clip" in html
    monkeypatch.setattr(workbench, "building_book", lambda: False)
    monkeypatch.setattr(workbench, "nobody_asks", lambda: True)
    alone = bench._repr_mimebundle_()
    assert "mountWorkbenches" in alone["text/html"]
    assert alone["text/plain"] == "Workbench('pair STDP')"


def test_a_preset_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="first must be one of"):
        Workbench("lif")
