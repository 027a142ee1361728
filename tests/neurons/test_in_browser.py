"""The neurons' scalar functions as a chapter's kernels use them."""

from snnlib.neurons.leaky import LeakyIntegratorParameters, step
from tests.compiling import assert_compiles, compiles


def membrane_kernel(tau_m, R_m, v):
    params = LeakyIntegratorParameters(tau_m, R_m, 0.0)
    v[0] = step(10.0, 0.0, params, 0.1)
    for k in range(1, v.size):
        v[k] = step(0.0, v[k - 1], params, 0.1)


MEMBRANE_ARGUMENTS = [("tau_m", "float64"), ("R_m", "float64"), ("v", ("float64", (100,)))]


@compiles
def test_kernels_compile_for_the_browser():
    assert_compiles(membrane_kernel, MEMBRANE_ARGUMENTS)
