"""What people do today: the measures with numpy (and its BLAS), on the arrays of the benchmark.

    peers.py data FOLDER N D LAYERS    writes the arrays: seeded, float32
    peers.py measures FOLDER REPEATS   each measure on x.npy and y.npy, or outputs a.npy and b.npy
    peers.py grid FOLDER REPEATS       layers × layers of grid/a against grid/b, with what one layer needs made once

Prints JSON: {"numpy": version, "results": {name: {"seconds": best of REPEATS, "value": number}}}.
"""

import glob
import json
import os
import sys
import time

import numpy as np
from numpy.linalg import norm

from reference import MEASURES, OUTPUT_MEASURES, basis, canonical_correlations, centre, neighbours, procrustes


def cka_grid(xs, ys):
    xs, ys = [centre(x) for x in xs], [centre(y) for y in ys]
    self_x, self_y = [norm(x.T @ x) for x in xs], [norm(y.T @ y) for y in ys]
    return [[norm(y.T @ x) ** 2 / (a * b) for y, b in zip(ys, self_y)] for x, a in zip(xs, self_x)]


def cca_grid(xs, ys):
    us, vs = [basis(x)[0] for x in xs], [basis(y)[0] for y in ys]
    return [[canonical_correlations(u, v).mean() for v in vs] for u in us]


def procrustes_grid(xs, ys):
    return [[procrustes(x, y) for y in ys] for x in xs]


def knn_grid(xs, ys):
    ns, ms = [neighbours(x) for x in xs], [neighbours(y) for y in ys]

    def overlap(a, b):
        shared = [len(np.intersect1d(p, q, assume_unique=True)) for p, q in zip(a, b)]
        return np.mean([s / (20 - s) for s in shared])

    return [[overlap(a, b) for b in ms] for a in ns]


GRIDS = {"cka": cka_grid, "mean-cca": cca_grid, "orthogonal-procrustes": procrustes_grid, "knn-jaccard": knn_grid}


def related(n, d, seed):
    """Two representations of the same instances: ten per cent of the neurons dead, the rest partly shared."""
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal((n, d)) * np.logspace(0, -2, d)

    def one():
        x = shared @ rng.standard_normal((d, d)) / np.sqrt(d) + 0.3 * rng.standard_normal((n, d))
        x[:, rng.permutation(d)[: d // 10]] = 0
        return np.maximum(x, 0).astype(np.float32)

    return one(), one()


def write_data(folder, n, d, layers):
    for name in "ab":
        os.makedirs(os.path.join(folder, "grid", name), exist_ok=True)
    x, y = related(n, d, 0)
    np.save(os.path.join(folder, "x.npy"), x)
    np.save(os.path.join(folder, "y.npy"), y)
    rng = np.random.default_rng(1)
    logits = 3 * rng.standard_normal((n, 10))
    for name in "ab":
        noisy = (logits + rng.standard_normal(logits.shape)).astype(np.float32)
        np.save(os.path.join(folder, f"{name}.npy"), noisy)
    for layer in range(layers):
        for name, array in zip("ab", related(n, d, 2 + layer)):
            np.save(os.path.join(folder, "grid", name, f"layer{layer}.npy"), array)


def load(path):
    return np.load(path).astype(np.float64)


def best(work, repeats, clock=time.perf_counter):
    seconds = []
    for _ in range(repeats):
        begun = clock()
        value = work()
        seconds.append(clock() - begun)
    return {"seconds": min(seconds), "value": float(np.mean(value))}


def main(mode, folder, *numbers):
    if mode == "data":
        return write_data(folder, *numbers)
    (repeats,) = numbers
    results = {}
    if mode == "measures":
        x, y = (load(os.path.join(folder, f"{name}.npy")) for name in "xy")
        a, b = (load(os.path.join(folder, f"{name}.npy")) for name in "ab")
        for name, measure in MEASURES.items():
            results[name] = best(lambda: measure(x, y), repeats, time.process_time)
        for name, measure in OUTPUT_MEASURES.items():
            results[name] = best(lambda: measure(a, b), repeats, time.process_time)
    else:
        def side(name):
            return [load(path) for path in sorted(glob.glob(os.path.join(folder, "grid", name, "*.npy")))]

        for name, grid in GRIDS.items():
            # Reading the files is part of the work, as it is for us.
            results[name] = best(lambda: grid(side("a"), side("b")), repeats)
    print(json.dumps({"numpy": np.__version__, "results": results}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(number) for number in sys.argv[3:]))
