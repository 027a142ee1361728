"""The trained network in the page reads the test digits as it does in Python."""

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

import snnlib
from snnlib import live
from tests.browser import site

pytestmark = [pytest.mark.browser, pytest.mark.book]

READ = """async (images) => {
    const { live } = document.querySelector('[data-live-figure="digit-votes"]');
    const votes = [];
    for (const image of images) {
        live.set("ink", image.map((grey) => grey / 255));
        await live.settled();
        if (live.error) throw live.error;
        votes.push(live.readouts().vote);
    }
    return votes;
}"""


def test_the_page_reads_the_test_digits_as_python_does(open_page, origin):
    """All of the chapter's 1,000 test images, through the page's own kernel."""
    digits = snnlib.datasets.mnist.sample()
    _, images, _, labels = train_test_split(
        *digits, test_size=1000, stratify=digits.labels, random_state=0
    )
    page = open_page(f"{origin}{site.FOLDER}/book/learning/digits.html")
    site.ready(page, "digit-votes")
    votes = np.array(page.evaluate(READ, images.tolist()))
    settings = ({"ink": image.reshape(28, 28) / 255.0} for image in images)
    python = [live.evaluate("digit-votes", setting)[1]["vote"] for setting in settings]
    np.testing.assert_array_equal(votes, python)
    right = np.mean(votes == labels)
    assert right > 0.85
    print(f"read right in the page: {100 * right:.1f} % of 1,000 test digits")
