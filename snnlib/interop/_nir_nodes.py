"""What each node of NIR does in a time step, for all samples at once."""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Way(NamedTuple):
    """How a graph is run."""

    dt: float  # s
    exact: bool  # exponential decay in place of Euler's step
    sinabs: bool  # fire as neurons of sinabs do

    def gain(self, tau):
        """Return the part of its way that a leaky state goes in a step."""
        return -np.expm1(-self.dt / tau) if self.exact else self.dt / tau


def stepper(name: str, node, way: Way) -> Callable:
    """Return the function of a node, from its input in a step to its output in that step."""
    kind = type(node).__name__
    if kind in STATELESS:
        return partial(STATELESS[kind], node)
    if kind in STATES:
        return STATES[kind](node, way)
    raise ValueError(
        f"{name} must be a node of one of the kinds {', '.join(sorted((*STATELESS, *STATES)))}, "
        f"got {kind}"
    )


def _linear(node, x):
    return x @ np.asarray(node.weight, float).T


def _flatten(node, x):
    shape = x.shape[1:]
    end = node.end_dim % len(shape)
    start = node.start_dim % len(shape)
    return x.reshape(len(x), *shape[:start], -1, *shape[end + 1 :])


def _pair(value):
    return tuple(int(n) for n in np.broadcast_to(value, (2,)))


def _windows(x, kernel, stride, padding, dilation=(1, 1)):
    """Return (samples, channels, rows, columns, *kernel) of images that zeros are put around."""
    (top, bottom), (left, right) = padding
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    found = sliding_window_view(x, reach, axis=(2, 3))
    return found[:, :, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]


def _around(padding, kernel, dilation):
    """Return how many zeros are put before and behind each axis."""
    if isinstance(padding, (str, bytes)):
        padding = padding if isinstance(padding, str) else padding.decode()
        reach = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        total = [n if padding == "same" else 0 for n in reach]
        return [(n // 2, n - n // 2) for n in total]
    return [(n, n) for n in _pair(padding)]


def _conv2d(node, x):
    weight = np.asarray(node.weight, float)
    kernel, dilation = weight.shape[2:], _pair(node.dilation)
    around = _around(node.padding, kernel, dilation)
    windows = _windows(x, kernel, _pair(node.stride), around, dilation)
    groups = int(node.groups)
    parts = zip(np.split(windows, groups, 1), np.split(weight, groups, 0), strict=True)
    made = [np.tensordot(part, w, ((1, 4, 5), (1, 2, 3))) for part, w in parts]
    return np.moveaxis(np.concatenate(made, -1), -1, 1) + np.reshape(node.bias, (-1, 1, 1))


def _conv1d(node, x):
    class Flat(NamedTuple):
        weight: np.ndarray
        stride: tuple
        padding: object
        dilation: tuple
        groups: int
        bias: np.ndarray

    pad = node.padding if isinstance(node.padding, (str, bytes)) else (0, int(node.padding))
    weight = np.asarray(node.weight)[:, :, None, :]
    flat = Flat(weight, (1, int(node.stride)), pad, (1, int(node.dilation)), node.groups, node.bias)
    return _conv2d(flat, x[:, :, None, :])[:, :, 0]


def _pool(node, x, reduce):
    around = [(n, n) for n in _pair(node.padding)]
    return reduce(_windows(x, _pair(node.kernel_size), _pair(node.stride), around), axis=(4, 5))


def _leaky(node, way):
    return _membrane(node, way, way.gain(node.tau), node.v_leak)


def _integrator(node, way):
    return _membrane(node, way, None, 0.0)


def _membrane(node, way, gain, v_leak, current=None):
    """Return the step of a leaky membrane, or without ``gain`` of one without a leak."""
    v, threshold = 0.0, getattr(node, "v_threshold", None)

    def step(x):
        nonlocal v
        drive = node.r * (x if current is None else current(x))
        v = v + (way.dt * drive if gain is None else gain * (v_leak - v + drive))
        if threshold is None:
            return v
        if way.sinabs:
            n = np.maximum(np.floor(v / threshold), 0.0)
            v = np.maximum(v - n * threshold, -threshold)
            return n
        fired = v > threshold
        v = np.where(fired, node.v_reset, v)
        return fired.astype(float)

    return step


def _cuba(node, way):
    gain, held = way.gain(node.tau_syn), 0.0

    def current(x):
        nonlocal held
        held = held + gain * (node.w_in * x - held)
        return held

    return _membrane(node, way, way.gain(node.tau_mem), node.v_leak, current)


class _Delay:
    """A delay line; ``give`` then ``take`` once a step, or a call for both if a delay is 0."""

    def __init__(self, node, way):
        self.lags = np.rint(np.asarray(node.delay, float) / way.dt).astype(int)
        if not np.allclose(self.lags * way.dt, node.delay, rtol=1e-6, atol=0.0):
            raise ValueError(
                f"dt must divide the delays of the graph, {np.unique(node.delay) * 1e3} ms; got "
                f"{way.dt * 1e3:g} ms"
            )
        self.shortest = int(self.lags.min())
        self.before = deque(maxlen=int(self.lags.max()))  # the latest first

    def give(self, now=0.0):
        made = np.where(self.lags == 0, now, 0.0) + np.zeros((1, *self.lags.shape))
        for lag in np.unique(self.lags):
            if 0 < lag <= len(self.before):
                made = np.where(self.lags == lag, self.before[lag - 1], made)
        return made

    def take(self, x):
        self.before.appendleft(x)

    def __call__(self, x):
        made = self.give(x)
        self.take(x)
        return made


STATELESS = {
    "Input": lambda node, x: x,
    "Output": lambda node, x: x,
    "Linear": _linear,
    "Affine": lambda node, x: _linear(node, x) + node.bias,
    "Scale": lambda node, x: node.scale * x,
    "Threshold": lambda node, x: (x > node.threshold).astype(float),
    "Flatten": _flatten,
    "Conv1d": _conv1d,
    "Conv2d": _conv2d,
    "SumPool2d": lambda node, x: _pool(node, x, np.sum),
    "AvgPool2d": lambda node, x: _pool(node, x, np.mean),
}
STATES = {
    "I": _integrator,
    "IF": _integrator,
    "LI": _leaky,
    "LIF": _leaky,
    "CubaLI": _cuba,
    "CubaLIF": _cuba,
    "Delay": _Delay,
}
