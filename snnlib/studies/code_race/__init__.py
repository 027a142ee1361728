"""A race of codes: values that follow one another, sent by each code over the same noisy lines.

Ten values stand side by side in windows of 100 ms, one window after the other.  A code is two
functions, and two are all that it takes to enter one:

* ``send(x, plan, seed, times, lines)`` fills the spikes for the values x (window, value), times
  in ms since the first window began, and returns their number;
* ``read(heard, plan, moment, estimate)`` fills the estimates (window, value) from what has been
  heard.

``plan`` is one number that both know: how many spikes a value may take on average (delta: the
threshold).  Value c has the lines from ``c * n`` on, n of them.  Between the two, :func:`hear` lets
the lines do to each spike what they do, and finds out which window a reader takes it for, by edges
about which the reader may be wrong.  A spike on an edge belongs to the window that ends there.

All codes send from 5 to 95 ms of a window, except the phase, whose cycles have gaps of their own.
A reader answers ``moment`` ms after the window began and uses what came until then.  The chapter is
"encoding/which-code".
"""

from snnlib._lazy import lazily

__all__, __getattr__, __dir__ = lazily(__name__, __file__)
