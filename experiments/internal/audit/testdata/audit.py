#!/usr/bin/env python3
"""Train the audit's runs for some seeds with plain numpy, as an independent reference for the records.

    python3 audit.py 12 > numpy.json      the seeds 1 to 12; some 7 s each

Written for numpy 1.24 from the statement of the network and METHOD.md alone, in float64; nothing of the Go code is used.
The output has the numbers of each run by the names of the records' columns, for the first three seeds, and of how many
of the seeds each claim is true.
"""
import json
import sys

import numpy as np

EPOCHS = 700


def eta(v):
    return np.maximum(v, 1e-10)


def xor():
    x, y = [], []
    for i in range(11):
        v = 0.1 * i
        x.append([v, v])
        y.append([0.0])
        if v != 0.5:
            x.append([v, 1 - v])
            y.append([1.0])
    return np.array(x), np.array(y)


def linear(rng):
    x = rng.uniform(0, 1, (100, 2))
    return x, (x[:, :1] <= x[:, 1:]).astype(float)


def forward(net, x, relu):
    W1, b1, W2, b2, W3, b3 = net
    A1 = x @ W1 + b1
    Z2 = A1 @ W2 + b2
    A2 = np.maximum(Z2, 0) if relu else Z2
    return A1, Z2, A2, 1 / (1 + np.exp(-(A2 @ W3 + b3)))


def loss(p, y):
    return -np.mean(y * np.log(eta(p)) + (1 - y) * np.log(eta(1 - p)))


def update(net, x, y, lr, relu, row):
    """One step, in place; returns the mean loss before it. With row, db is dZ and the biases grow to one per row."""
    W1, b1, W2, b2, W3, b3 = net
    A1, Z2, A2, p = forward(net, x, relu)
    before = loss(p, y)
    dZ3 = ((1 - y) / eta(1 - p) - y / eta(p)) * p * (1 - p)
    dZ2 = dZ3 @ W3.T
    if relu:
        dZ2 = dZ2 * (Z2 > 0)
    dZ1 = dZ2 @ W2.T
    total = (lambda d: d) if row else (lambda d: d.sum(axis=0, keepdims=True))
    net[:] = [W1 - lr * (x.T @ dZ1), b1 - lr * total(dZ1), W2 - lr * (A1.T @ dZ2), b2 - lr * total(dZ2),
              W3 - lr * (A2.T @ dZ3), b3 - lr * total(dZ3)]
    return before


def accuracy(p, y):
    return 100 * float(np.mean((p > 0.5) == (y == 1)))


def memory(net, relu, shared):
    """The tests of METHOD.md, with the biases of net, one row per training point or one for all."""
    W, b = net[::2], net[1::2]
    x, y = xor()
    v = np.array([0.1 * i + 0.05 for i in range(10)])
    fx = np.concatenate([np.stack([v, v], 1), np.stack([v, 1 - v], 1)])
    fy = np.repeat([[0.0], [1.0]], 10, axis=0)

    def ask(bias, x):
        return forward([W[0], bias[0], W[1], bias[1], W[2], bias[2]], x, relu)[-1]

    mean = [bl.mean(axis=0, keepdims=True) for bl in b]
    if shared:
        return {"fresh-mean-bias": accuracy(ask(mean, fx), fy)}
    rows = [[bl[i:i + 1] for bl in b] for i in range(21)]
    centre = np.full((21, 2), 0.5)
    return {
        "row-number": accuracy(ask(b, centre), y),
        "other-bias": float(np.mean([accuracy(np.delete(ask(r, x), i, 0), np.delete(y, i, 0)) for i, r in enumerate(rows)])),
        "mean-bias": accuracy(ask(mean, x), y),
        "fresh-any-bias": float(np.mean([accuracy(ask(r, fx), fy) for r in rows])),
        "fresh-mean-bias": accuracy(ask(mean, fx), fy),
    }


def run(seed, task, layers, lr, batch, relu, row):
    rng = np.random.RandomState(seed)
    net = []
    for n, h in zip(layers, layers[1:]):
        net += [rng.randn(n, h), rng.randn(1, h)]
    draw = xor if task == "xor" else (lambda: linear(rng))
    L = []
    for _ in range(EPOCHS):
        x, y = draw()
        if batch:
            for i in range(len(y)):
                last = update(net, x[i:i + 1], y[i:i + 1], lr, relu, row)
        else:
            last = update(net, x, y, lr, relu, row)
        L.append(last)
    x, y = draw()
    p = forward(net, x, relu)[-1]
    L = np.array(L)
    return net, {
        "final-loss": L[-1],
        "trained-loss": loss(p, y),
        "accuracy": accuracy(p, y),
        "early-loss": np.mean(L[:70]),
        "late-descent": 1 - np.mean(L[630:]) / np.mean(L[560:630]),
        "roughness": np.sum(np.abs(np.diff(L, 2))) / np.ptp(L),
    }


VARIANTS = {  # layers, learning rate, batch, relu
    "full-batch": ([2, 4, 4, 1], 0.001, 0, True),
    "per-sample": ([2, 4, 4, 1], 0.001, 1, True),
    "no-activation": ([2, 4, 4, 1], 0.001, 0, False),
    "learning-rate-0.0001": ([2, 4, 4, 1], 0.0001, 0, True),
    "layout-2-1-1-1": ([2, 1, 1, 1], 0.001, 0, True),
}


def audit(seed):
    record = {"seed": seed}
    for task in ["xor", "linear"]:
        for variant, (layers, lr, batch, relu) in VARIANTS.items():
            for bias in ["shared"] if batch else ["row", "shared"]:
                net, numbers = run(seed, task, layers, lr, batch, relu, bias == "row")
                if task == "xor" and (variant == "full-batch" or (variant == "no-activation" and bias == "row")):
                    numbers.update(memory(net, relu, bias == "shared"))
                for name, v in numbers.items():
                    record["/".join([task, variant, bias, name])] = float(v)
    return record


def claims_true(record):
    """Which claims are true of a seed, by claim/task/bias."""
    true = {}
    for task in ["xor", "linear"]:
        for bias in ["row", "shared"]:
            def of(variant, number):
                return record["/".join([task, variant, "shared" if variant == "per-sample" else bias, number])]

            def compare(number, variant):
                return of(variant, number), of("full-batch", number)

            hundredth, tenth = np.log(2) / 100, np.log(2) / 10
            slow, base = compare("trained-loss", "learning-rate-0.0001")
            key = "/%s/%s" % (task, bias)
            true["learning-rate" + key] = of("learning-rate-0.0001", "late-descent") > 0.01 and slow - base > hundredth
            (r1, r0), (e1, e0), (a1, a0) = [compare(n, "layout-2-1-1-1") for n in ["roughness", "early-loss", "accuracy"]]
            true["layout" + key] = r1 / r0 < 1 and e1 / e0 <= 0.5 and (task == "linear" or min(a1, a0) == 100)
            true["no-activation" + key] = of("no-activation", "accuracy") == 100
            sample, base = compare("trained-loss", "per-sample")
            true["per-sample" + key] = sample - base > hundredth
            (a1, a0), (l1, l0) = compare("accuracy", "no-activation"), compare("trained-loss", "no-activation")
            true["relu" + key] = abs(a1 - a0) <= 5 and abs(l1 - l0) <= tenth
    return true


if __name__ == "__main__":
    seeds = range(1, int(sys.argv[1]) + 1)
    records = [audit(s) for s in seeds]
    true = [claims_true(r) for r in records]
    json.dump({
        "about": "the audit's runs by plain numpy %s, written by audit.py: the records of three seeds, and of how many of the first seeds each claim is true" % np.__version__,
        "records": records[:3],
        "seeds": len(seeds),
        "true": {key: sum(bool(t[key]) for t in true) for key in true[0]},
    }, sys.stdout, indent=1)
    print()
