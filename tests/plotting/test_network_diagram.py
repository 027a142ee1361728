"""The diagram of a network."""

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from snnlib import Network, exponential, lif_neuron, pair_stdp
from snnlib.plotting.network_diagram import draw_network
from snnlib.plotting.style import color

mpl.use("Agg")


@pytest.fixture
def axes():
    net = Network()
    ports = {"exc": exponential(5.0), "inh": exponential(10.0)}
    noise = net.poisson("noise", 100, 20.0)
    cells = net.population("cells", 80, lif_neuron(), ports)
    inter = net.population("inter", 20, lif_neuron(), ports)
    net.connect(noise, cells, "exc", 1.0, plasticity=pair_stdp())
    net.connect(cells, inter, "exc", 1.0)
    net.connect(inter, cells, "inh", -1.0)
    net.connect(cells, cells, "exc", 1.0)
    yield draw_network(net)
    plt.close("all")


def test_every_part_has_a_box_with_its_name_and_size(axes):
    texts = [text.get_text() for text in axes.texts]
    assert {"noise", "cells", "inter"} <= set(texts)
    assert {"100 Poisson trains", "80 neurons", "20 neurons"} <= set(texts)
    assert len(axes.patches) == 3


def test_every_connection_has_an_arrow_that_tells_its_kind(axes):
    arrows = [text.arrow_patch for text in axes.texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == 4
    learns, *others = arrows
    assert mpl.colors.same_color(learns.get_edgecolor(), color("teach"))
    assert learns.get_linestyle() == "--"
    assert all(other.get_linestyle() == "-" for other in others)
    heads = [type(arrow.get_arrowstyle()).__name__ for arrow in arrows]
    assert heads == ["CurveFilledB", "CurveFilledB", "BarAB", "CurveFilledB"]


def test_boxes_do_not_lie_on_one_another(axes):
    corners = [(box.get_x(), box.get_y()) for box in axes.patches]
    assert len(set(corners)) == 3
    assert corners[0][0] < corners[1][0]  # the source stands on the left


def test_a_poisson_input_has_a_box_on_the_left_and_an_arrow():
    net = Network()
    cells = net.population("cells", 80, lif_neuron(), {"exc": exponential(5.0)})
    net.poisson_input("outside", cells[:10], "exc", 8000.0, -0.1)
    axes = draw_network(net)
    texts = [text.get_text() for text in axes.texts]
    assert {"outside", "Poisson, each neuron", "80 neurons", "exc"} <= set(texts)
    assert axes.patches[0].get_x() < axes.patches[1].get_x()
    arrows = [text.arrow_patch for text in axes.texts if getattr(text, "arrow_patch", None)]
    assert [type(arrow.get_arrowstyle()).__name__ for arrow in arrows] == ["BarAB"]
    plt.close("all")


def test_it_draws_into_given_axes_and_refuses_what_is_no_network():
    _, ax = plt.subplots()
    net = Network()
    net.population("alone", 1, lif_neuron())
    assert draw_network(net, ax) is ax
    plt.close("all")
    with pytest.raises(TypeError, match="network must be a Network"):
        draw_network("net")
