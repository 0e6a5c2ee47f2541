"""The measures in short, vectorised numpy and scipy, written from their formulas: what Likeness is benched against."""

import numpy as np
from numpy.linalg import norm, svd
from scipy.linalg import eigh, eigvalsh
from scipy.optimize import linear_sum_assignment


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


def mean_squared_cca(x, y):
    return (canonical_correlations(basis(x)[0], basis(y)[0]) ** 2).mean()


def permutation_procrustes(x, y):
    _, columns = linear_sum_assignment(x.T @ y, maximize=True)
    return norm(x - y[:, columns])


def partial_whitening_shape(x, y):
    return angular_shape(centre(x), centre(y))


def soft_matching(x, y):
    x, y = (centre(z) / norm(centre(z)) for z in (x, y))
    return permutation_procrustes(x, y) / np.sqrt(x.shape[1])


def aligned_cosine(x, y):
    u, _, vt = svd(x.T @ y)
    turned = x @ (u @ vt)
    return np.mean((turned * y).sum(1) / (norm(turned, axis=1) * norm(y, axis=1)))


def correlations(x, y):
    def standardised(z):
        z = centre(z)
        length = norm(z, axis=0)
        return z / np.where(length == 0, 1, length)

    return standardised(x).T @ standardised(y)


def correlation_match(x, y):
    c = correlations(x, y)
    return c[linear_sum_assignment(c, maximize=True)].mean()


def maximum_matching(x, y, epsilon=0.5, tolerance=8 * 2.0**-23):
    def span(z):
        u, s, _ = svd(z, full_matrices=False)
        return u[:, s > s[0] * tolerance]

    def explained(z, kept, other):
        u, columns = span(other), z[:, kept]
        residual = (columns**2).sum(0) - ((u.T @ columns) ** 2).sum(0)
        return kept[residual <= (epsilon**2 + 1e-12) * (columns**2).sum(0)]

    left, right = np.arange(x.shape[1]), np.arange(y.shape[1])
    while True:
        fewer = explained(x, left, y[:, right])
        fewer_right = explained(y, right, x[:, fewer])
        stable = len(fewer) == len(left) and len(fewer_right) == len(right)
        left, right = fewer, fewer_right
        if stable:
            return (len(left) + len(right)) / (x.shape[1] + y.shape[1])


def rsm_norm_difference(x, y):
    return norm(x @ x.T - y @ y.T)


def eigenspace_overlap(x, y, tolerance=8 * 2.0**-23):
    def raw(z):
        u, s, _ = svd(z, full_matrices=False)
        return u[:, s > s[0] * tolerance]

    return norm(raw(x).T @ raw(y)) ** 2 / max(x.shape[1], y.shape[1])


def gulp(x, y):
    u, v = basis(x)[0], basis(y)[0]
    return np.sqrt(u.shape[1] + v.shape[1] - 2 * norm(u.T @ v) ** 2)


def riemannian_distance(x, y, ridge=0.1):
    s, t = (z @ z.T / z.shape[1] + ridge * np.eye(len(z)) for z in (x, y))
    return np.sqrt((np.log(eigh(t, s, eigvals_only=True)) ** 2).sum())


def relational_knowledge(x, y):
    def normalised(z):
        d = np.sqrt(squared_distances(z))
        return d / d[d > 0].mean()

    size = np.abs(normalised(x) - normalised(y))
    return np.where(size <= 1, size**2 / 2, size - 0.5).sum()


def ordered_neighbours(x, k=10):
    unit = x / norm(x, axis=1, keepdims=True)
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -np.inf)
    nearest = np.argpartition(-similarity, k, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(similarity, nearest, 1), axis=1)
    return unit, np.take_along_axis(nearest, order, 1)


def second_order_cosine(x, y):
    (u, a), (v, b) = ordered_neighbours(x), ordered_neighbours(y)

    def cosine(i):
        both = np.union1d(a[i], b[i])
        s, t = u[both] @ u[i], v[both] @ v[i]
        return s @ t / (norm(s) * norm(t))

    return np.mean([cosine(i) for i in range(len(x))])


def ranks_and_overlaps(x, y):
    k = 10
    a, b = ordered_neighbours(x, k)[1], ordered_neighbours(y, k)[1]
    pairs = a[:, :, None] == b[:, None, :]
    i = np.arange(1, k + 1)
    weights = 2 / ((1 + np.abs(i[:, None] - i)) * (i[:, None] + i))
    shared = pairs.sum((1, 2))
    most = np.concatenate([[1], np.cumsum(1 / i)])[shared]
    return (pairs * weights).sum((1, 2)) / most, shared / (2 * k - shared)


def rank_similarity(x, y):
    return ranks_and_overlaps(x, y)[0].mean()


def joint_rank_jaccard(x, y):
    similarity, overlap = ranks_and_overlaps(x, y)
    return (similarity * overlap).mean()


def imd(x, y, k=5):
    times = np.logspace(-1, 1, 256)

    def trace(z):
        d = squared_distances(z)
        np.fill_diagonal(d, np.inf)
        nearest = np.argpartition(d, k, axis=1)[:, :k]
        graph = np.zeros(d.shape)
        np.put_along_axis(graph, nearest, 1, 1)
        graph = np.maximum(graph, graph.T)
        weight = 1 / np.sqrt(graph.sum(1))
        spectrum = eigvalsh(np.eye(len(z)) - weight[:, None] * graph * weight)
        return np.exp(-np.outer(times, spectrum)).sum(1)

    return (np.exp(-2 * (times + 1 / times)) * np.abs(trace(x) - trace(y))).max()


def two_nn(x):
    d = squared_distances(x)
    np.fill_diagonal(d, np.inf)
    first, second = np.partition(d, (0, 1), axis=1)[:, :2].T
    n = len(x)
    ratios = np.sort(np.log(second / first) / 2)[: int(0.9 * n)]
    target = -np.log1p(-np.arange(1, len(ratios) + 1) / n)
    return ratios @ target / (ratios @ ratios)


def participation_ratio(x):
    return norm(centre(x)) ** 4 / norm(centre(x).T @ centre(x)) ** 2


def magnitude(x):
    return norm(x.mean(0))


def concentricity(x):
    mean = x.mean(0)
    return np.mean(x @ mean / (norm(x, axis=1) * norm(mean)))


def uniformity(x, t=2):
    return np.log(np.exp(-t * squared_distances(x)).mean())


def labels(x):
    return np.arange(len(x)) % 10


def tolerance(x):
    unit, y = x / norm(x, axis=1, keepdims=True), labels(x)
    return sum(norm(unit[y == c].sum(0)) ** 2 for c in range(10)) / len(x) ** 2


def instance_graph_modularity(x, k=10):
    unit, nearest = ordered_neighbours(x, k)
    y = labels(x)
    weights = np.einsum("id,ijd->ij", unit, unit[nearest])
    degrees, total = weights.sum(1), weights.sum()
    within = weights[y[nearest] == y[:, None]].sum()
    return (within - sum(degrees[y == c].sum() ** 2 for c in range(10)) / total) / total


def difference(statistic):
    return lambda x, y: abs(statistic(x) - statistic(y))


MEASURES = {
    "mean-cca": mean_cca,
    "mean-squared-cca": mean_squared_cca,
    "svcca": svcca,
    "pwcca": pwcca,
    "orthogonal-procrustes": procrustes,
    "orthogonal-procrustes:group=permutation": permutation_procrustes,
    "angular-shape": angular_shape,
    "partial-whitening-shape": partial_whitening_shape,
    "soft-matching": soft_matching,
    "linear-regression-r2": regression_r2,
    "aligned-cosine": aligned_cosine,
    "correlation-match": correlation_match,
    "maximum-matching": maximum_matching,
    "rsm-norm-difference": rsm_norm_difference,
    "rsa": rsa,
    "cka": linear_cka,
    "cka:debiased=true": debiased_cka,
    "cka:kernel=rbf": rbf_cka,
    "distance-correlation": distance_correlation,
    "normalized-bures": bures,
    "eigenspace-overlap": eigenspace_overlap,
    "gulp": gulp,
    "riemannian-distance:ridge=0.1": riemannian_distance,
    "relational-knowledge": relational_knowledge,
    "knn-jaccard": knn_jaccard,
    "second-order-cosine": second_order_cosine,
    "rank-similarity": rank_similarity,
    "joint-rank-jaccard": joint_rank_jaccard,
    "imd": imd,
    "intrinsic-dimension": difference(two_nn),
    "intrinsic-dimension:estimator=participation-ratio": difference(participation_ratio),
    "magnitude": difference(magnitude),
    "concentricity": difference(concentricity),
    "uniformity": difference(uniformity),
    "tolerance": difference(tolerance),
    "instance-graph-modularity": difference(instance_graph_modularity),
}
def relaxed_match(x, y):
    c = correlations(x, y)
    return (c.max(1).mean() + c.max(0).mean()) / 2


def normalised_procrustes(x, y):
    x, y = centre(x), centre(y)
    return procrustes(x / norm(x), y / norm(y))


# The representational measures of the ReSi benchmark but IMD and RTD, as `likeness compare --measure` calls them.
RESI = {
    name: MEASURES[name]
    for name in (
        "svcca",
        "pwcca",
        "orthogonal-procrustes",
        "orthogonal-procrustes:group=permutation",
        "angular-shape",
        "linear-regression-r2",
        "aligned-cosine",
        "correlation-match",
        "rsm-norm-difference",
        "rsa",
        "cka",
        "distance-correlation",
        "eigenspace-overlap",
        "gulp",
        "knn-jaccard",
        "second-order-cosine",
        "rank-similarity",
        "magnitude",
        "concentricity",
        "uniformity",
    )
} | {
    "correlation-match:mode=relaxed": relaxed_match,
    "orthogonal-procrustes:center=true,normalize=true": normalised_procrustes,
}
OUTPUT_MEASURES = {"disagreement": disagreement, "jensen-shannon-divergence": jensen_shannon}
