"""Trains on in numpy from a run that `train --npz` has saved, and prints what comes out as JSON."""
import json, sys
import numpy as np

run, more, eta = np.load(sys.argv[1]), int(sys.argv[2]), 1e-10
config = json.loads(bytes(run["config"]))
value = {"identity": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh,
         "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
slope = {"identity": lambda z, a: 1, "relu": lambda z, a: z > 0, "tanh": lambda z, a: 1 - a * a,
         "sigmoid": lambda z, a: a * (1 - a)}
layers = range(1, len(config["layers"]))
W, b = [run[f"W{l}"] for l in layers], [run[f"b{l}"] for l in layers]
X, y, losses = run["inputs"], run["labels"][:, None], []


def forward(X):
    A = [X]
    Z = [None]
    for f, w, c in zip(config["activations"], W, b):
        Z.append(A[-1] @ w + c)
        A.append(value[f](Z[-1]))
    return Z, A


for _ in range(more):
    for i in range(0, len(X), config["batch"] or len(X)):
        rows = slice(i, i + (config["batch"] or len(X)))
        Z, A = forward(X[rows])
        p, t = A[-1], y[rows]
        loss = -np.mean(t * np.log(np.maximum(p, eta)) + (1 - t) * np.log(np.maximum(1 - p, eta)))
        dA = (1 - t) / np.maximum(1 - p, eta) - t / np.maximum(p, eta)
        for l in reversed(range(len(W))):
            dZ = dA * slope[config["activations"][l]](Z[l + 1], A[l + 1])
            dA = dZ @ W[l].T
            W[l] = W[l] - config["learning_rate"] * A[l].T @ dZ
            b[l] = b[l] - config["learning_rate"] * (dZ if config["bias"] == "row" else dZ.sum(axis=0, keepdims=True))
    losses.append(loss)
json.dump({"losses": losses, "weights": [w.tolist() for w in W], "biases": [c.tolist() for c in b],
           "probabilities": forward(X)[1][-1][:, 0].tolist()}, sys.stdout)
