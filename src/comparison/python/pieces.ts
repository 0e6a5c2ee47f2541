/*
 * Python that several measures stand on, with numpy alone. Each piece is put into a script where a measure asks for it, in this
 * order.
 */

export type Piece = keyof typeof pieces;

export const pieces = {
  centred: `def centred(x):
    return x - x.mean(axis=0)`,

  pad: `def padded(x, y):
    """The narrower with columns of zeros."""
    width = max(x.shape[1], y.shape[1])
    return [np.pad(each, ((0, 0), (0, width - each.shape[1]))) for each in (x, y)]`,

  fit: `def fitted(x, y, center):
    """Centred where asked for, and of equal widths: zeros for the narrower, or principal components of the wider."""
    width = min(x.shape[1], y.shape[1])
    sides = []
    for side in (x, y):
        source = centred(side) if center else side
        if P["match"] == "pca" and side.shape[1] > width and np.ptp(side, axis=0).any():
            source = source @ np.linalg.svd(centred(side), full_matrices=False)[2][:width].T
        sides.append(source[:, :width] if P["match"] == "pca" else source)
    width = max(side.shape[1] for side in sides)
    return [np.pad(side, ((0, 0), (0, width - side.shape[1]))) for side in sides]`,

  assign: `def assign(cost):
    """The columns of the rows, all different, that cost least together: shortest augmenting paths."""
    n, m = cost.shape
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    row_of, before = np.zeros(m + 1, int), np.zeros(m + 1, int)
    for row in range(1, n + 1):
        row_of[0], column = row, 0
        least, used = np.full(m + 1, np.inf), np.zeros(m + 1, bool)
        while row_of[column]:
            used[column] = True
            through = cost[row_of[column] - 1] - u[row_of[column]] - v[1:]
            better = 1 + np.flatnonzero(~used[1:] & (through < least[1:]))
            least[better], before[better] = through[better - 1], column
            open_ones = np.where(used, np.inf, least)
            column = 1 + open_ones[1:].argmin()
            step = open_ones[column]
            u[row_of[used]] += step
            v[used] -= step
            least[~used] -= step
        while column:
            row_of[column] = row_of[before[column]]
            column = before[column]
    columns = np.empty(n, int)
    taken = 1 + np.flatnonzero(row_of[1:])
    columns[row_of[taken] - 1] = taken - 1
    return columns`,

  reorder: `def aligned(x, y):
    """The columns of x in the order that fits y best."""
    ordered = np.empty_like(x)
    ordered[:, assign(-(x.T @ y))] = x
    return ordered`,

  live: `def live(x, noise):
    """The thin SVD without directions that are rounding noise."""
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    tolerance = RANK_TOLERANCE if RANK_TOLERANCE is not None else max(noise, max(x.shape) * np.finfo(float).eps)
    keep = s > s[0] * tolerance
    return u[:, keep], s[keep], vt[keep]`,

  correlations: `def correlations(x, y, noise_x, noise_y):
    """Canonical correlations."""
    u, v = live(centred(x), noise_x)[0], live(centred(y), noise_y)[0]
    return np.clip(np.linalg.svd(u.T @ v, compute_uv=False), 0, 1)`,

  align: `def aligned(x, y):
    """x turned onto y by the orthogonal map that fits best."""
    u, _, vt = np.linalg.svd(x.T @ y, full_matrices=False)
    return x @ (u @ vt)`,

  angle: `def angle(x, y):
    x, y = x / np.linalg.norm(x), y / np.linalg.norm(y)
    return 2 * np.arcsin(min(1, np.linalg.norm(aligned(x, y) - y) / 2))`,

  unitRows: `def unit_rows(x):
    """Rows of length one; rows of zeros stay."""
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    return np.divide(x, norms, out=np.zeros_like(x), where=norms > 0)`,

  unitColumns: `def unit_columns(x):
    """Centred columns of length one, as rows."""
    x = x - x[:1]  # a constant column becomes exactly zero
    return unit_rows(centred(x).T)`,

  distances: `def squared_distances(x):
    x = centred(x)
    return np.maximum(0, np.array([((x - row) ** 2).sum(axis=1) for row in x]))`,

  kernels: `def similarities(x, kernel):
    if kernel == "linear":
        return x @ x.T
    if kernel == "cosine":
        return unit_rows(x) @ unit_rows(x).T
    if kernel == "pearson":
        x = x - x[:, :1]  # a constant row becomes exactly zero
        rows = unit_rows(x - x.mean(axis=1, keepdims=True))
        return rows @ rows.T
    squared = squared_distances(x)
    if kernel == "euclidean":
        return np.sqrt(squared)
    return rbf(squared, 0.5)


def rbf(squared, fraction):
    sigma = fraction * np.median(np.sqrt(squared[np.tril_indices(len(squared), -1)]))
    return np.exp(-squared / (2 * sigma**2))`,

  rounded: `def rounded(values, largest=None):
    """Multiples of 1e-12 of the largest: rounding noise must not split ties."""
    largest = np.abs(values).max() if largest is None else largest
    return np.floor(values * (1e12 / largest) + 0.5) if largest > 0 else values`,

  doubleCentre: `def double_centred(s):
    return s - s.mean(axis=0) - s.mean(axis=1, keepdims=True) + s.mean()`,

  neighbours: `def neighbours(x, k, metric):
    """Indices of the k nearest, each row itself left out; ties go to the smaller index."""
    if metric == "cosine":
        unit = unit_rows(x)
        order = -rounded(unit @ unit.T, 1)
    else:
        order = rounded(np.sqrt(squared_distances(x)))
    np.fill_diagonal(order, np.inf)
    return np.argsort(order, axis=1, kind="stable")[:, : min(k, len(x) - 1)]


def jaccard(a, b):
    shared = len(set(a) & set(b))
    return shared / (len(a) + len(b) - shared)


def rank_agreement(a, b):
    ranks = {j: rank for rank, j in enumerate(b, 1)}
    pairs = [(rank, ranks[j]) for rank, j in enumerate(a, 1) if j in ranks]
    total = sum(2 / ((1 + abs(r - s)) * (r + s)) for r, s in pairs)
    return total / sum(1 / m for m in range(1, len(pairs) + 1)) if pairs else 0.0`,
} as const;
