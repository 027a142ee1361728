"""Dense and sparse products against numpy's, in one order whatever stands beside a row."""

import numpy as np
import pytest

from snnlib.gradients import add_product, add_sparse_product, copy_rows, fill_rows

pytestmark = pytest.mark.kernel


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 4, 3), (3, 5, 2), (7, 11, 17), (4, 3, 1)])
def test_it_adds_the_product(shape):
    rows, n, columns = shape
    random = np.random.default_rng(0)
    a, w = random.normal(size=(rows, n)), random.normal(size=(n, columns))
    out = np.ones((rows, columns))
    add_product(a, w, out)
    np.testing.assert_allclose(out, 1.0 + a @ w, rtol=1e-12, atol=1e-12)
    turned = np.ones((rows, columns))
    add_product(np.ascontiguousarray(a.T).T, w, turned)
    np.testing.assert_array_equal(turned, out)


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 4, 3), (3, 5, 2), (7, 23, 17), (4, 3, 1)])
def test_where_there_is_0_nothing_is_added(shape):
    rows, n, columns = shape
    random = np.random.default_rng(1)
    a, w = random.normal(size=(rows, n)), random.normal(size=(n, columns))
    a[random.random((rows, n)) < 0.6] = 0.0
    a[:, 0] = 0.0
    dense, sparse, turned = np.ones((3, rows, columns))
    add_product(a, w, dense)
    w[0] = np.nan  # read by nobody
    add_sparse_product(a, w, sparse)
    add_sparse_product(np.ascontiguousarray(a.T).T, w, turned)
    np.testing.assert_array_equal(sparse, dense)
    np.testing.assert_array_equal(turned, dense)


def test_rows_are_copied_and_filled():
    rows = np.random.default_rng(0).random((4, 3, 5))
    out = np.empty((4, 5))
    copy_rows(rows[:, 1], out)
    np.testing.assert_array_equal(out, rows[:, 1])
    fill_rows(out[1:3], rows[0, 0])
    np.testing.assert_array_equal(out, [rows[0, 1], rows[0, 0], rows[0, 0], rows[3, 1]])
