"""``STDPClassifier`` on MNIST's sample, cut into training and test images in other ways."""

import time

import numpy as np
from sklearn.model_selection import train_test_split

import snnlib
from benchmarks.peers.protocol import serve


def set_up(case: dict):
    digits = snnlib.datasets.mnist.sample()

    def run(request: dict) -> dict:
        split = request["split"]
        X, X_test, y, y_test = train_test_split(
            *digits, test_size=case["n_test"], stratify=digits.labels, random_state=split
        )
        started = time.process_time()  # one thread
        net = snnlib.studies.digits.STDPClassifier(random_state=split, **request["settings"]).fit(
            X, y
        )
        took = time.process_time() - started
        counts = net.responses_to(X_test)
        by_class = snnlib.studies.digits.class_votes(counts, net.neuron_labels_, 10)
        by_share = snnlib.studies.digits.soft_votes(counts, net.responses_)
        measures = {
            "by_class": float(np.mean(by_class.argmax(1) == y_test)),
            "by_share": float(np.mean(by_share.argmax(1) == y_test)),
        }
        return {"seconds": took, "measures": measures}

    return {"version": snnlib.__version__, "build_s": 0.0, "compile_s": 0.0}, run


if __name__ == "__main__":
    serve(set_up)
