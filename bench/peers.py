"""What people do today, with numpy (and its BLAS), on the arrays of `arrays.py`.

    peers.py measures FOLDER REPEATS   each measure by itself; CPU time
    peers.py resi FOLDER REPEATS       those of the ReSi benchmark by themselves, one after the other
    peers.py grid FOLDER REPEATS       linear CKA of all layers with all: centred once, layers stacked to one product
    peers.py usual FOLDER REPEATS      the same pair by pair from N×N Gram matrices, on four of the pairs
    peers.py models FOLDER REPEATS     all pairs of models, decompositions made once a model
    peers.py disk FOLDER REPEATS       nothing but reading the files, not from the system's cache where that can be emptied
    peers.py forget FOLDER 0           empties the system's cache of the files

Prints JSON: {"numpy": version, "results": {name: {"seconds": best of REPEATS, "value": mean value}}}.
"""

import glob
import os
import sys
import time
from itertools import combinations

import numpy as np
from numpy.linalg import norm, svd
from reference import (
    MEASURES,
    OUTPUT_MEASURES,
    RESI,
    canonical_correlations,
    centre,
    leading,
)
from timing import best, load, load_all, tell


def measures(folder, repeats):
    x, y, a, b = (load(os.path.join(folder, f"{name}.npy")) for name in "xyab")
    results = {name: best(lambda: f(x, y), repeats, time.process_time) for name, f in MEASURES.items()}
    outputs = {name: best(lambda: f(a, b), repeats, time.process_time) for name, f in OUTPUT_MEASURES.items()}
    return results | outputs


def resi(folder, repeats):
    x, y = (load(os.path.join(folder, f"{name}.npy")) for name in "xy")
    return {name: best(lambda: measure(x, y), repeats) for name, measure in RESI.items()}


def grid(folder, repeats):
    def work():
        xs, ys = ([centre(x) for x in load_all(folder, side)] for side in "ab")
        cross = np.hstack(xs).T @ np.hstack(ys)
        starts_x, starts_y = (np.cumsum([0] + [z.shape[1] for z in zs[:-1]]) for zs in (xs, ys))
        np.square(cross, out=cross)
        products = np.add.reduceat(np.add.reduceat(cross, starts_x, 0), starts_y, 1)
        self_x, self_y = ([norm(z.T @ z) for z in zs] for zs in (xs, ys))
        return products / np.outer(self_x, self_y)

    return {"cka": best(work, repeats, enough=10)}


def usual(folder, repeats):
    """Of four pairs on the antidiagonal: each pair's widths sum up to the mean of all pairs."""
    xs, ys = (load_all(folder, side) for side in "ab")
    count = len(xs)

    def centred_gram(x):
        h = np.eye(len(x)) - np.ones((len(x), len(x))) / len(x)
        return h @ (x @ x.T) @ h

    def pair(x, y):
        k, l = centred_gram(x), centred_gram(y)
        return (k * l).sum() / (norm(k) * norm(l))

    def work():
        return [pair(xs[i], ys[count - 1 - i]) for i in (0, count // 3, 2 * count // 3, count - 1)]

    timed = best(work, repeats)
    return {"cka": {**timed, "seconds": timed["seconds"] * count**2 / 4}}


def models(folder, repeats):
    def work():
        xs = load_all(folder)
        bases, sizes = [leading(x) for x in xs], [norm(x) for x in xs]
        pairs = list(combinations(range(len(xs)), 2))
        turned = [
            np.sqrt(sizes[i] ** 2 + sizes[j] ** 2 - 2 * svd(xs[i].T @ xs[j], compute_uv=False).sum()) for i, j in pairs
        ]
        return turned + [canonical_correlations(bases[i], bases[j]).mean() for i, j in pairs]

    return {"procrustes and svcca": best(work, repeats)}


def forget(folder, _repeats):
    for path in glob.glob(os.path.join(folder, "*.npy")):
        with open(path, "rb") as file:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return {}


def disk(folder, repeats):
    block = bytearray(2**22)

    def work():
        for path in glob.glob(os.path.join(folder, "*.npy")):
            with open(path, "rb", buffering=0) as file:
                while file.readinto(block):
                    pass
        return 0

    forget(folder, 0)
    return {"read": best(work, repeats)}


if __name__ == "__main__":
    modes = {"measures": measures, "resi": resi, "grid": grid, "usual": usual, "models": models}
    modes |= {"disk": disk, "forget": forget}
    tell(modes[sys.argv[1]](sys.argv[2], int(sys.argv[3])))
