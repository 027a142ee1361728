"""What the tests of the classifiers share: real digits, and scikit-learn's own checks."""

from sklearn.datasets import load_digits
from sklearn.utils.estimator_checks import check_estimator


def small_digits():
    """Return scikit-learn's 1,797 digits of 8 x 8 pixels in two parts: images, labels, twice."""
    images, labels = load_digits(return_X_y=True)
    return images[:1200], labels[:1200], images[1200:], labels[1200:]


def passes_all_checks(estimator):
    """Assert that it does; one check wants another array library, and is not for numpy."""
    checks = check_estimator(estimator, on_skip=None)
    passed = [check["check_name"] for check in checks if check["status"] == "passed"]
    others = [check["check_name"] for check in checks if check["status"] != "passed"]
    assert len(passed) > 50
    assert others == ["check_array_api_input"]
