"""Synapses: what an arriving spike does to the neuron, over time."""
