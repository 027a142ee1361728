"""Plasticity: rules by which spikes change the weights of synapses."""
