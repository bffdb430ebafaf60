"""What train.c does, with numpy: python3 train.py < run.txt"""
import sys
import time

import numpy as np

numbers = np.array(sys.stdin.read().split(), dtype=float)
rows, epochs, rate = int(numbers[0]), int(numbers[1]), numbers[2]
data, theta = np.split(numbers[3:], [3 * rows])
X, y = data.reshape(rows, 3)[:, :2], data.reshape(rows, 3)[:, 2:]
W1, b1, W2, b2, W3, b3 = (part.reshape(shape) for part, shape in zip(
    np.split(theta, [8, 12, 28, 32, 36]), [(2, 4), (1, 4), (4, 4), (1, 4), (4, 1), (1, 1)]))
start = time.perf_counter()
for _ in range(epochs):
    A1 = X @ W1 + b1
    Z2 = A1 @ W2 + b2
    A2 = np.maximum(Z2, 0)
    p = 1 / (1 + np.exp(-(A2 @ W3 + b3)))
    of_label = np.maximum(np.where(y > 0, p, 1 - p), 1e-10)  # its derivative counts as 1
    loss = -np.log(of_label).mean()
    dZ3 = np.where(y > 0, -1, 1) / of_label * p * (1 - p)
    dZ2 = dZ3 @ W3.T * (Z2 > 0)
    dZ1 = dZ2 @ W2.T
    for parameter, gradient in ((W3, A2.T @ dZ3), (b3, dZ3.sum(0)), (W2, A1.T @ dZ2), (b2, dZ2.sum(0)),
                                (W1, X.T @ dZ1), (b1, dZ1.sum(0))):
        parameter -= rate * gradient
print(repr(float(loss)), time.perf_counter() - start)
