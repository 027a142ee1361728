"""The ten digits that travel with the library."""

import numpy as np
import pytest

from snnlib.datasets import digits

pytestmark = pytest.mark.kernel


def test_ten_images_of_sixteen_greys():
    images = digits.sample()
    assert images.shape == (10, 28, 28)
    assert images.dtype == np.float64
    np.testing.assert_array_equal(np.unique(images), np.arange(16) / 15.0)
    assert (images.max(axis=(1, 2)) == 1.0).all()
    assert (images[:, [0, 1, -2, -1], :] == 0.0).all()  # MNIST leaves a margin
    assert ((images > 0.5).mean(axis=(1, 2)) > 0.05).all()
    images[:] = 0.0  # each call gives a copy of its own
    assert digits.sample().max() == 1.0


def test_each_is_the_digit_it_should_be():
    """Holes in the ink, counted as background regions: 0, 6, 9 have one and 8 has two."""
    holes = []
    for image in digits.sample():
        paper = np.pad(image < 0.5, 1, constant_values=True)
        regions = 0
        while paper.any():
            regions += 1
            front = [tuple(np.argwhere(paper)[0])]
            while front:
                r, c = front.pop()
                if 0 <= r < 30 and 0 <= c < 30 and paper[r, c]:
                    paper[r, c] = False
                    front += [(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)]
        holes.append(regions - 1)
    assert holes == [1, 0, 0, 0, 0, 0, 1, 0, 2, 1]
