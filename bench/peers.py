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
from numpy.linalg import norm, svd


def centre(x):
    return x - x.mean(0)


def basis(x, tolerance=8 * 2.0**-23):
    u, s, _ = svd(centre(x), full_matrices=False)
    return u[:, s > s[0] * tolerance], s


def canonical_correlations(u, v):
    return np.clip(svd(u.T @ v, compute_uv=False), 0, 1)


def mean_cca(x, y):
    return canonical_correlations(basis(x)[0], basis(y)[0]).mean()


def leading(x, t=0.99):
    u, s = basis(x)
    share = np.cumsum(s**2) / np.sum(s**2)
    return u[:, : np.searchsorted(share, t) + 1]


def svcca(x, y):
    return canonical_correlations(leading(x), leading(y)).mean()


def pwcca(x, y):
    u, v = basis(x)[0], basis(y)[0]
    left, rho, _ = svd(u.T @ v, full_matrices=False)
    weights = np.abs((u @ left).T @ centre(x)).sum(1)
    return np.sum(weights * np.clip(rho, 0, 1)) / weights.sum()


def procrustes(x, y):
    u, _, vt = svd(x.T @ y)
    return norm(x @ (u @ vt) - y)


def angular_shape(x, y):
    return 2 * np.arcsin(procrustes(x / norm(x), y / norm(y)) / 2)


def regression_r2(x, y):
    u, target = basis(x)[0], centre(y)
    return norm(u.T @ target) ** 2 / norm(target) ** 2


def linear_cka(x, y):
    x, y = centre(x), centre(y)
    return norm(y.T @ x) ** 2 / (norm(x.T @ x) * norm(y.T @ y))


def squared_distances(x):
    squares = (x**2).sum(1)
    d = squares[:, None] + squares[None, :] - 2 * (x @ x.T)
    np.maximum(d, 0, out=d)
    np.fill_diagonal(d, 0)
    return d


def double_centre(k):
    means = k.mean(0)
    return k - means[None, :] - means[:, None] + means.mean()


def rbf_gram(x, fraction=0.5):
    d = squared_distances(x)
    sigma = fraction * np.median(np.sqrt(d[np.tril_indices(len(d), -1)]))
    return double_centre(np.exp(-d / (2 * sigma**2)))


def rbf_cka(x, y):
    k, l = rbf_gram(x), rbf_gram(y)
    return (k * l).sum() / np.sqrt((k * k).sum() * (l * l).sum())


def debiased_cka(x, y):
    def unbiased(k, l, n):
        return (k * l).sum() + k.sum() * l.sum() / ((n - 1) * (n - 2)) - 2 / (n - 2) * (k.sum(0) @ l.sum(0))

    n = len(x)
    k, l = centre(x) @ centre(x).T, centre(y) @ centre(y).T
    np.fill_diagonal(k, 0)
    np.fill_diagonal(l, 0)
    return unbiased(k, l, n) / np.sqrt(unbiased(k, k, n) * unbiased(l, l, n))


def ranks(values):
    """Ranks from 1; these random values hold no ties."""
    order = values.argsort()
    result = np.empty(len(values))
    result[order] = np.arange(1, len(values) + 1)
    return result


def rsa(x, y):
    lower = np.tril_indices(len(x), -1)
    return np.corrcoef(ranks(np.corrcoef(x)[lower]), ranks(np.corrcoef(y)[lower]))[0, 1]


def distance_correlation(x, y):
    a, b = (double_centre(np.sqrt(squared_distances(z))) for z in (x, y))
    return np.sqrt((a * b).mean() / np.sqrt((a * a).mean() * (b * b).mean()))


def bures(x, y):
    return svd(x.T @ y, compute_uv=False).sum() / (norm(x) * norm(y))


def neighbours(x, k=10):
    unit = x / norm(x, axis=1, keepdims=True)
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -np.inf)
    return np.argpartition(-similarity, k, axis=1)[:, :k]


def knn_jaccard(x, y, k=10):
    shared = [len(np.intersect1d(a, b, assume_unique=True)) for a, b in zip(neighbours(x, k), neighbours(y, k))]
    return np.mean([s / (2 * k - s) for s in shared])


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def disagreement(a, b):
    return (a.argmax(1) != b.argmax(1)).mean()


def jensen_shannon(a, b):
    p, q = softmax(a), softmax(b)
    m = (p + q) / 2
    return ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / (2 * len(p))


MEASURES = {
    "mean-cca": mean_cca,
    "svcca": svcca,
    "pwcca": pwcca,
    "orthogonal-procrustes": procrustes,
    "angular-shape": angular_shape,
    "linear-regression-r2": regression_r2,
    "cka": linear_cka,
    "cka:debiased=true": debiased_cka,
    "cka:kernel=rbf": rbf_cka,
    "rsa": rsa,
    "distance-correlation": distance_correlation,
    "normalized-bures": bures,
    "knn-jaccard": knn_jaccard,
}
OUTPUT_MEASURES = {"disagreement": disagreement, "jensen-shannon-divergence": jensen_shannon}


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


def best(work, repeats):
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        value = work()
        seconds.append(time.perf_counter() - begun)
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
            results[name] = best(lambda: measure(x, y), repeats)
        for name, measure in OUTPUT_MEASURES.items():
            results[name] = best(lambda: measure(a, b), repeats)
    else:
        def side(name):
            return [load(path) for path in sorted(glob.glob(os.path.join(folder, "grid", name, "*.npy")))]

        for name, grid in GRIDS.items():
            # Reading the files is part of the work, as it is for us.
            results[name] = best(lambda: grid(side("a"), side("b")), repeats)
    print(json.dumps({"numpy": np.__version__, "results": results}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(number) for number in sys.argv[3:]))
