"""The scalar functions as a chapter's kernels use them: they compile for the browser."""

import numpy as np
import pytest
from numba import njit

from snnlib.random import own_seed
from snnlib.spikes import (
    cv,
    cv_of,
    fano_factor,
    fano_of,
    first_gap,
    first_grid_gap,
    gamma_cv,
    gamma_cv_bias,
    gamma_fano,
    gamma_isi_density,
    gamma_lv,
    gamma_process,
    isi,
    local_step,
    local_variation,
    local_variation_of,
    moments_step,
    next_gap,
    next_grid_gap,
    no_local_sums,
    no_moments,
    poisson_process,
    step_of,
    to_raster,
)
from tests.compiling import arrays_of, assert_compiles, compiles


def train_kernel(rate, shape, t_ref, seed, times, counts, histogram, density, readouts):
    moments, local = no_moments(), no_local_sums()
    time = first_gap(rate, shape, t_ref, seed, 0)
    n = 0
    while time <= 5000.0 and n < times.size:
        times[n] = time
        counts[step_of(time, 100.0)] += 1
        n += 1
        gap = next_gap(rate, shape, t_ref, seed, 0, n)
        time += gap
        if time <= 5000.0:
            moments = moments_step(gap, moments)
            local = local_step(gap, local)
            histogram[min(int(gap), histogram.size - 1)] += 1
    windows = no_moments()
    for i in range(counts.size):
        windows = moments_step(counts[i], windows)
    for i in range(density.size):
        density[i] = gamma_isi_density(i + 0.5, rate, shape, t_ref)
    readouts[0] = n
    readouts[1], readouts[2] = cv_of(moments)
    readouts[3], readouts[4] = local_variation_of(local)
    readouts[5], readouts[6] = fano_of(windows)
    readouts[7] = gamma_cv(rate, shape, t_ref)
    readouts[8] = gamma_cv_bias(rate, shape, t_ref, n)
    readouts[9] = gamma_lv(rate, shape, t_ref)
    readouts[10] = gamma_fano(rate, shape, t_ref, 100.0)


TRAIN_ARGUMENTS = [
    ("rate", "float64"), ("shape", "float64"), ("t_ref", "float64"), ("seed", "int64"),
    ("times", ("float64", (1000,))), ("counts", ("int32", (50,))),
    ("histogram", ("int32", (100,))), ("density", ("float64", (100,))),
    ("readouts", ("float64", (11,))),
]  # fmt: skip


def grid_kernel(rate, t_ref, dt, seed, raster):
    for j in range(raster.shape[1]):
        k = first_grid_gap(rate, t_ref, dt, seed, j) - 1
        index = 1
        while k < raster.shape[0]:
            raster[k, j] = 1
            k += next_grid_gap(rate, t_ref, dt, seed, j, index)
            index += 1


GRID_ARGUMENTS = [
    ("rate", "float64"), ("t_ref", "float64"), ("dt", "float64"), ("seed", "int64"),
    ("raster", ("uint8", (500, 8))),
]  # fmt: skip


KERNELS = [
    (train_kernel, TRAIN_ARGUMENTS),
    (grid_kernel, GRID_ARGUMENTS),
]


@compiles
@pytest.mark.parametrize(("kernel", "arguments"), KERNELS, ids=lambda x: getattr(x, "__name__", ""))
def test_kernels_compile_for_the_browser(kernel, arguments):
    assert_compiles(kernel, arguments)


@compiles
def test_kernels_give_what_the_public_functions_give():
    times, counts, histogram, _, readouts = arrays_of(TRAIN_ARGUMENTS)
    filled = (times, counts, histogram, np.zeros(100), readouts)
    njit(error_model="numpy")(train_kernel)(60.0, 3.0, 4.0, own_seed(11, "gamma_process"), *filled)
    train = gamma_process(60.0, 3.0, 5000.0, t_ref=4.0, seed=11).spike_times
    np.testing.assert_array_equal(times[: train.size], train)
    assert readouts[0] == train.size > 200
    np.testing.assert_allclose(readouts[1:3], cv(isi(train))[:2], rtol=1e-9)
    np.testing.assert_allclose(readouts[3:5], local_variation(isi(train))[:2], rtol=1e-9)
    in_windows = to_raster(train, np.zeros(train.size, int), 50, 1, 100.0)[:, 0]
    np.testing.assert_array_equal(counts, in_windows)
    np.testing.assert_allclose(readouts[5:7], fano_factor(in_windows)[:2], rtol=1e-12)
    assert histogram.sum() == train.size - 1

    (raster,) = arrays_of(GRID_ARGUMENTS)
    njit(error_model="numpy")(grid_kernel)(80.0, 2.0, 0.5, own_seed(4, "poisson_process"), raster)
    events = poisson_process(80.0, 250.0, 8, t_ref=2.0, dt=0.5, seed=4)
    np.testing.assert_array_equal(raster, to_raster(*events, 500, 8, 0.5))
