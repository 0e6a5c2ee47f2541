"""What numpy takes for the operations of kernels.bench.ts: milliseconds, the best of several runs, as JSON."""

import json
import sys

import numpy as np
from timing import best

times = {}
for n in map(int, sys.argv[1:]):
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((n, n)), rng.standard_normal((n, n))
    f, g, s = a.astype("f4"), b.astype("f4"), a.T @ a
    operations = {
        "product": lambda: a @ b,
        "product, float32": lambda: f @ g,
        "Gram matrix": lambda: a.T @ a,
        "QR": lambda: np.linalg.qr(a),
        "symmetric eigen": lambda: np.linalg.eigh(s),
        "eigenvalues alone": lambda: np.linalg.eigvalsh(s),
        "SVD": lambda: np.linalg.svd(a, full_matrices=False),
        "singular values alone": lambda: np.linalg.svd(a, compute_uv=False),
    }
    times[n] = {}
    for name, operation in operations.items():
        seconds = best(lambda: np.ravel(operation()[0])[0], 3, enough=1)["seconds"]
        times[n][name] = seconds * 1000
print(json.dumps(times))
