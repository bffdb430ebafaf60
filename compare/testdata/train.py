#!/usr/bin/env python3
"""Train small networks with plain numpy, as an independent reference for the engines.

    python3 train.py < cases.json > numpy.json      training runs
    python3 train.py --stream > stream.json         numpy's legacy random stream

Written from the statement of the network alone, for numpy 1.24, in float64. A batch X is N x n0, y is N x 1:

    Z = A W + b      A = f(Z)      layer by layer, A = X at first, the last A is p = sigmoid(Z)
    loss = -1/N sum[ y ln eta(p) + (1-y) ln eta(1-p) ]      eta(v) = max(v, 1e-10)

The gradient is that of the sum (no 1/N), and eta differentiates as 1. The loss of an epoch is that of the batch of
its last update, before the update.

A case has: name, layers [n0, ..., 1], activations (identity, relu, sigmoid, tanh; one per layer of weights, the last
sigmoid), bias ("shared": db is the column sum of dZ; "row": db is dZ, so that a full batch gives every row a bias of
its own), batch (rows per update, 0: all), learning_rate, epochs, seed, and task: "xor", "linear" (with samples) or
"data" (with x and y). The output repeats the case and adds losses and, after the last update, logits, probabilities,
accuracy (percent of rows with (p > 0.5) == y), weights and biases.
"""
import json
import sys

import numpy as np


def eta(v):
    return np.maximum(v, 1e-10)


def sigmoid(Z):
    with np.errstate(over="ignore"):  # exp(-Z) = inf gives the right limit, 0
        return 1 / (1 + np.exp(-Z))


# name: f(Z), and f'(Z) written with Z and A = f(Z)
ACTIVATIONS = {
    "identity": (lambda Z: Z, lambda Z, A: np.ones_like(Z)),
    "relu": (lambda Z: np.maximum(Z, 0), lambda Z, A: (Z > 0).astype(float)),
    "sigmoid": (sigmoid, lambda Z, A: A * (1 - A)),
    "tanh": (np.tanh, lambda Z, A: 1 - A * A),
}


def draw_parameters(rng, layers):
    """W1, b1, W2, b2, ...: standard normal, row by row."""
    W, b = [], []
    for n, h in zip(layers, layers[1:]):
        W.append(rng.randn(n, h))
        b.append(rng.randn(1, h))
    return W, b


def task_data(case, rng):
    """The rows X (N x n0) and labels y (N x 1) of one epoch."""
    if case["task"] == "xor":
        rows = []
        for i in range(11):
            rows.append((0.1 * i, 0.1 * i, 0))
            if 0.1 * i != 0.5:
                rows.append((0.1 * i, 1 - 0.1 * i, 1))
        rows = np.array(rows, dtype=float)
        return rows[:, :2], rows[:, 2:]
    if case["task"] == "linear":
        X = rng.uniform(0, 1, (case["samples"], 2))
        return X, np.where(X[:, :1] > X[:, 1:], 0.0, 1.0)
    if case["task"] == "data":
        return np.array(case["x"], dtype=float), np.array(case["y"], dtype=float).reshape(-1, 1)
    raise ValueError("unknown task " + case["task"])


def forward(X, W, b, activations):
    """Z of every layer, and A with A[0] = X: layer l maps A[l] to A[l+1]."""
    Z, A = [], [X]
    for Wl, bl, name in zip(W, b, activations):
        Z.append(A[-1] @ Wl + bl)
        A.append(ACTIVATIONS[name][0](Z[-1]))
    return Z, A


def mean_loss(p, y):
    return -np.mean(y * np.log(eta(p)) + (1 - y) * np.log(eta(1 - p)))


def gradients(Z, A, y, W, activations, bias):
    p = A[-1]
    dA = (1 - y) / eta(1 - p) - y / eta(p)
    dW, db = [], []
    for l in reversed(range(len(W))):
        dZ = dA * ACTIVATIONS[activations[l]][1](Z[l], A[l + 1])
        dW.insert(0, A[l].T @ dZ)
        db.insert(0, dZ if bias == "row" else dZ.sum(axis=0, keepdims=True))
        dA = dZ @ W[l].T
    return dW, db


def train(case):
    layers, activations, bias, lr = case["layers"], case["activations"], case["bias"], case["learning_rate"]
    if len(activations) != len(layers) - 1 or layers[-1] != 1 or activations[-1] != "sigmoid":
        raise ValueError(case["name"] + ": one activation per layer of weights, ending in one sigmoid")
    if bias not in ("shared", "row") or (bias == "row" and case["batch"] not in (0, 1)):
        raise ValueError(case["name"] + ": bias is shared, or row with batch 0 or 1")

    rng = np.random.RandomState(case["seed"])
    W, b = draw_parameters(rng, layers)
    losses = []
    for _ in range(case["epochs"]):
        X, y = task_data(case, rng)
        size = case["batch"] or len(X)
        for start in range(0, len(X), size):
            Xb, yb = X[start:start + size], y[start:start + size]
            Z, A = forward(Xb, W, b, activations)
            loss = mean_loss(A[-1], yb)
            dW, db = gradients(Z, A, yb, W, activations, bias)
            W = [Wl - lr * d for Wl, d in zip(W, dW)]
            b = [bl - lr * d for bl, d in zip(b, db)]  # row bias: 1 x h becomes N x h here
        losses.append(float(loss))

    X, y = task_data(case, rng)
    Z, A = forward(X, W, b, activations)
    return {
        **case,
        "losses": losses,
        "logits": Z[-1].ravel().tolist(),
        "probabilities": A[-1].ravel().tolist(),
        "accuracy": float(100 * np.mean((A[-1] > 0.5) == (y == 1))),
        "weights": [Wl.tolist() for Wl in W],
        "biases": [bl.tolist() for bl in b],
    }


def stream(seed):
    """Normals come in pairs, the second one cached: the uniforms in between must not disturb it."""
    rng = np.random.RandomState(seed)
    draws = []
    for kind in "nunnuunnnuuunnnnuuuunnun":
        if kind == "n":
            draws.append({"kind": "normal", "value": float(rng.randn())})
        else:
            draws.append({"kind": "uniform", "value": float(rng.uniform())})
    return {"seed": seed, "draws": draws, "uniform_2000": float(np.random.RandomState(seed).uniform(size=2000)[-1])}


def main():
    if sys.argv[1:] == ["--stream"]:
        result = {"streams": [stream(seed) for seed in (0, 1, 42, 2147483648, 4294967295)]}
    elif not sys.argv[1:]:
        result = {"numpy": np.__version__, "cases": [train(case) for case in json.load(sys.stdin)["cases"]]}
    else:
        sys.exit(__doc__)
    json.dump(result, sys.stdout, allow_nan=False)
    print()


if __name__ == "__main__":
    main()
