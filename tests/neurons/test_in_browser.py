"""The neurons' scalar functions as a chapter's kernels use them."""

from snnlib.neurons.leaky import LeakyIntegratorParameters, impulse_response
from tests.compiling import assert_compiles, compiles


def membrane_kernel(tau_m, R_m, v):
    params = LeakyIntegratorParameters(tau_m, R_m, 0.0)
    for k in range(v.size):
        v[k] = impulse_response(0.1 * k, params)


MEMBRANE_ARGUMENTS = [("tau_m", "float64"), ("R_m", "float64"), ("v", ("float64", (100,)))]


@compiles
def test_kernels_compile_for_the_browser():
    assert_compiles(membrane_kernel, MEMBRANE_ARGUMENTS)
