"""Codes: values as spikes and back, each code in a module with its decoder.

What the functions of all codes share, unless their docstrings say otherwise:

* ``values`` : array_like of any shape, from ``code.low`` to ``code.high``.  Neuron j carries value
  j.  With ``out_of_range="refuse"`` others raise ValueError; "clip" takes the nearer end.
* ``code`` : the parameters, a named tuple whose fields say their units.
* ``seed`` : int; the same seed gives the same neurons and the same spikes, on every machine.
* ``dt`` : float, ms, the time step.
* ``events`` : SpikeEvents, (n_spikes,) float64 times in ms and (n_spikes,) int64 neurons; what
  comes out is in ascending order.
* ``shape`` : int or tuple of int, of the values that were sent.  Estimates are float64 of this
  shape, a float for the shape ().

An argument that is not as described raises TypeError or ValueError.
"""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
