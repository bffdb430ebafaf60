#!/usr/bin/env python3
"""Train the audit's runs for some seeds with plain numpy, as an independent reference for the records.

    python3 audit.py 12 > numpy.json      the seeds 1 to 12; some 7 s each

Written for numpy 1.24 from the statement of the network, METHOD.md and claims.json alone, in float64; nothing of the Go
code is used. The output has the numbers of each run by the names of the CSV's columns, for the first three seeds, and
the judgement of each part of each claim over all of the seeds.
"""
import json
import math
import os
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
        "other-bias": float(np.mean([accuracy(np.delete(ask(r, x), i, 0), np.delete(y, i, 0))
                                     for i, r in enumerate(rows)])),
        "mean-bias": accuracy(ask(mean, x), y),
        "fresh-any-bias": float(np.mean([accuracy(ask(r, fx), fy) for r in rows])),
        "fresh-mean-bias": accuracy(ask(mean, fx), fy),
    }


def run(seed, task, layers, lr, batch, relu, row, curve, further):
    """The network and the numbers of one run: with curve its jaggedness too, with further how much farther it falls."""
    rng = np.random.RandomState(seed)
    net = []
    for n, h in zip(layers, layers[1:]):
        net += [rng.randn(n, h), rng.randn(1, h)]
    draw = xor if task == "xor" else (lambda: linear(rng))
    data = [draw() for _ in range(EPOCHS)]
    ex, ey = draw()

    def evaluate(net):
        return loss(forward(net, ex, relu)[-1], ey)

    L, F = [], []
    for x, y in data:
        for rows in [slice(i, i + 1) for i in range(len(y))] if batch else [slice(None)]:
            last = update(net, x[rows], y[rows], lr, relu, row)
        L.append(last)
        if curve:
            F.append(evaluate(net))
    numbers = {
        "final-loss": L[-1],
        "trained-loss": evaluate(net),
        "accuracy": accuracy(forward(net, ex, relu)[-1], ey),
        "early-loss": np.mean(L[:EPOCHS // 100]),
    }
    if curve:
        steps = np.diff(F)
        up = steps[steps > 0].sum()
        numbers["jaggedness"] = up / np.ptp(F) if up else 0.0
    if further:
        longer = list(net)
        for _ in range(EPOCHS // 2):
            update(longer, *draw(), lr, relu, row)
        numbers["further-descent"] = numbers["trained-loss"] - evaluate(longer)
    return net, numbers


VARIANTS = {  # layers, learning rate, batch, relu
    "full-batch": ([2, 4, 4, 1], 0.001, 0, True),
    "per-sample": ([2, 4, 4, 1], 0.001, 1, True),
    "no-activation": ([2, 4, 4, 1], 0.001, 0, False),
    "learning-rate-0.0001": ([2, 4, 4, 1], 0.0001, 0, True),
    "layout-2-1-1-1": ([2, 1, 1, 1], 0.001, 0, True),
}


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "claims.json")) as f:
    CLAIMS = json.load(f)["claims"]


def needed(variant, statistic):
    """Whether a part is about this statistic of this run."""
    return any(p["statistic"] == statistic and variant in ("full-batch", c["variant"])
               for c in CLAIMS for p in c["parts"])


def audit(seed):
    record = {"seed": seed}
    for task in ["xor", "linear"]:
        for variant, (layers, lr, batch, relu) in VARIANTS.items():
            for bias in ["shared"] if batch else ["row", "shared"]:
                net, numbers = run(seed, task, layers, lr, batch, relu, bias == "row",
                                   needed(variant, "jaggedness"), needed(variant, "further-descent"))
                if task == "xor" and (variant == "full-batch" or (variant == "no-activation" and bias == "row")):
                    numbers.update(memory(net, relu, bias == "shared"))
                for name, v in numbers.items():
                    record["/".join([task, variant, bias, name])] = float(v)
    return record


MEASURES = {
    "variant": lambda v, b: v,
    "least": min,
    "difference": lambda v, b: v - b,
    "distance": lambda v, b: abs(v - b),
    "ratio": lambda v, b: v / b,
}
RELATIONS = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}
Z = 1.959963984540054


def score_interval(k, n):
    """The p at which |k/n - p| = Z sqrt(p (1-p) / n), as the roots of a quadratic."""
    s = k / n
    low, high = sorted(np.roots([1 + Z * Z / n, -(2 * s + Z * Z / n), s * s]).real)
    return (0.0 if k == 0 else low), (1.0 if k == n else high)


def verdict(k, n):
    low, high = score_interval(k, n)
    return "true of most" if low > 0.5 else "true of fewer than half" if high < 0.5 else "undecided"


def paired(a, b, c, e):
    """(b - c)/n and its square-and-add interval."""
    n = a + b + c + e
    p, q = (a + b) / n, (a + c) / n
    (l, u), (m, v) = score_interval(a + b, n), score_interval(a + c, n)
    numerator, product = a * e - b * c, (a + b) * (c + e) * (a + c) * (b + e)
    if numerator > 0:
        numerator = max(0, numerator - n / 2)
    phi = numerator / math.sqrt(product) if product else 0
    low = math.sqrt(max(0, (p - l) ** 2 - 2 * phi * (p - l) * (v - q) + (v - q) ** 2))
    high = math.sqrt(max(0, (u - p) ** 2 - 2 * phi * (u - p) * (q - m) + (q - m) ** 2))
    return p - q, p - q - low, p - q + high


def sign_interval(values):
    n = len(values)
    k = max([k for k in range(1, n + 1) if sum(math.comb(n, i) for i in range(k)) <= 0.025 * 2 ** n] or [1])
    ordered = sorted(values)
    return float(np.median(values)), ordered[k - 1], ordered[n - k]


def judge(records):
    """The judgement of every part, by claim/part/task."""
    judged = {}
    n = len(records)
    for claim in CLAIMS:
        for part in claim["parts"]:
            holds = RELATIONS[part["relation"]]
            for task in part.get("tasks", ["xor", "linear"]):
                found, true = {}, {}
                for bias in ["row", "shared"]:
                    def of(variant):
                        form = "shared" if variant == "per-sample" else bias
                        return [r["/".join([task, variant, form, part["statistic"]])] for r in records]

                    pairs = list(zip(of(claim["variant"]), of("full-batch")))
                    measured = np.array([MEASURES[part["measure"]](v, b) for v, b in pairs])
                    true[bias] = holds(measured, part["threshold"])
                    k = int(true[bias].sum())
                    found[bias] = {
                        "true": k,
                        "verdict": verdict(k, n),
                        "true_at": [int(holds(measured, t).sum()) for t in part.get("thresholds", [])],
                        "difference": sign_interval([v - b for v, b in pairs]),
                    }
                    if bias == "row":
                        own = float(measured[0])
                row, shared = true["row"], true["shared"]
                cells = [row & shared, row & ~shared, ~row & shared, ~row & ~shared]
                d, low, high = paired(*[int(x.sum()) for x in cells])
                label = ""
                if low > 0.1 and found["shared"]["verdict"] == "true of fewer than half":
                    label = "artefact"
                if high < -0.1 and found["row"]["verdict"] == "true of fewer than half":
                    label = "hidden"
                judged["/".join([claim["id"], part["id"], task])] = {
                    "own": own, "own_true": bool(row[0]), **found, "contrast": [d, low, high], "label": label}
    return judged


if __name__ == "__main__":
    seeds = range(1, int(sys.argv[1]) + 1)
    records = [audit(s) for s in seeds]
    json.dump({
        "about": "the audit's runs by plain numpy %s, written by audit.py: "
                 "the records of three seeds, and the judgements over the first seeds" % np.__version__,
        "records": records[:3],
        "seeds": len(seeds),
        "judgements": judge(records),
    }, sys.stdout, indent=1)
    print()
