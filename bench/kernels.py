"""What numpy takes for the operations of kernels.bench.ts: CPU milliseconds, the best of several runs, as JSON."""

import json
import sys
import time

import numpy as np


def cpu(work, runs):
    best = float("inf")
    for _ in range(runs):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best * 1000


times = {}
for n in map(int, sys.argv[1:]):
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((n, n)), rng.standard_normal((n, n))
    f, g, s = a.astype("f4"), b.astype("f4"), a.T @ a
    runs = 1 if n > 1500 else 3
    times[n] = {
        "product": cpu(lambda: a @ b, 3),
        "product, float32": cpu(lambda: f @ g, 3),
        "Gram matrix": cpu(lambda: a.T @ a, 3),
        "QR": cpu(lambda: np.linalg.qr(a), runs),
        "symmetric eigen": cpu(lambda: np.linalg.eigh(s), runs),
        "eigenvalues alone": cpu(lambda: np.linalg.eigvalsh(s), runs),
        "SVD": cpu(lambda: np.linalg.svd(a, full_matrices=False), runs),
        "singular values alone": cpu(lambda: np.linalg.svd(a, compute_uv=False), runs),
    }
print(json.dumps(times))
