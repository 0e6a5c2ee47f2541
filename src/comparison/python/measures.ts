import type { Parameters } from '../../measures/parameters';
import { LARGEST_SQUARE } from '../../measures/shared/limits';
import type { Piece } from './pieces';

/** A measure in Python: the pieces it stands on, in order, and the body of `measure(x, y)`. */
export interface PythonMeasure {
  readonly pieces: readonly Piece[] | ((params: Parameters) => readonly Piece[]);
  /** Takes `x`, `y` (float64, N×D), `NOISE_X`, `NOISE_Y` and the parameters as `P[...]`; returns the value. */
  readonly body: string;
  /** Why these parameters, or so many instances, need more than numpy, if they do. */
  readonly refuses?: (params: Parameters, instances: number) => string | undefined;
}

/** What brings two sides to equal widths and aligns them over the group that was chosen. */
const alignment = ({ group }: Parameters): readonly Piece[] =>
  group === 'permutation' ? ['centred', 'fit', 'assign', 'reorder'] : ['centred', 'fit', 'align'];
const sampledWhereMany = (instances: number): string | undefined =>
  instances > LARGEST_SQUARE ? 'of so many instances a sample is compared' : undefined;
const neighbourPieces = ['centred', 'unitRows', 'distances', 'rounded', 'neighbours'] as const;
const kernelPieces = ['centred', 'unitRows', 'distances', 'kernels'] as const;

/** Every measure of two representations, and every statistic of one, that numpy alone can express. */
export const pythonMeasures: Readonly<Record<string, PythonMeasure>> = {
  'mean-cca': {
    pieces: ['centred', 'live', 'correlations'],
    body: `rho = correlations(x, y, NOISE_X, NOISE_Y)
return rho.sum() / (len(rho) if P["divisor"] == "rank" else min(x.shape[1], y.shape[1]))`,
  },
  'mean-squared-cca': {
    pieces: ['centred', 'live', 'correlations'],
    body: `rho = correlations(x, y, NOISE_X, NOISE_Y)
return (rho**2).sum() / (len(rho) if P["divisor"] == "rank" else min(x.shape[1], y.shape[1]))`,
  },
  svcca: {
    pieces: ['centred', 'live'],
    body: `def directions(x, noise):
    u, s, _ = live(centred(x), noise)
    share = np.cumsum(s**2) / (s**2).sum()
    return u[:, : np.searchsorted(share, P["t"] * (1 - 1e-15)) + 1]
u, v = directions(x, NOISE_X), directions(y, NOISE_Y)
return np.clip(np.linalg.svd(u.T @ v, compute_uv=False), 0, 1).mean()`,
  },
  pwcca: {
    pieces: ['centred', 'live'],
    body: `u, v = live(centred(x), NOISE_X)[0], live(centred(y), NOISE_Y)[0]
left, rho, _ = np.linalg.svd(u.T @ v, full_matrices=False)
weights = np.abs((u @ left).T @ centred(x)).sum(axis=1)
return (weights * np.clip(rho, 0, 1)).sum() / weights.sum()`,
  },
  'orthogonal-procrustes': {
    pieces: alignment,
    body: `x, y = fitted(x, y, P["center"])
if P["normalize"]:
    x, y = x / np.linalg.norm(x), y / np.linalg.norm(y)
return np.linalg.norm(aligned(x, y) - y)`,
  },
  'angular-shape': {
    pieces: (params) => ['live', ...alignment(params), 'angle'],
    body: `def without_noise(x):
    if P["rankTolerance"] is None:
        return x
    source = centred(x) if P["center"] else x
    u = live(source, 0)[0]
    return u @ (u.T @ source) if u.shape[1] else x
return angle(*fitted(without_noise(x), without_noise(y), P["center"]))`,
  },
  'partial-whitening-shape': {
    pieces: ['centred', 'live', 'pad', 'align', 'angle'],
    body: `def whitened(x, noise, width):
    u, s, _ = live(centred(x), noise)
    directions = u * (P["alpha"] * s + 1 - P["alpha"])
    return directions[:, :width] if P["match"] == "pca" else directions
width = min(x.shape[1], y.shape[1])
return angle(*padded(whitened(x, NOISE_X, width), whitened(y, NOISE_Y, width)))`,
  },
  'linear-regression-r2': {
    pieces: ['centred', 'live'],
    body: `if P["direction"] == "backward":
    x, y, noise = y, x, NOISE_Y
else:
    noise = NOISE_X
y = centred(y)
if np.ptp(x, axis=0).max() == 0:
    return 0.0  # a constant explains nothing
return np.linalg.norm(live(centred(x), noise)[0].T @ y) ** 2 / np.linalg.norm(y) ** 2`,
  },
  'aligned-cosine': {
    pieces: alignment,
    body: `x, y = fitted(x, y, False)
turned = aligned(x, y)
lengths = np.linalg.norm(x, axis=1) * np.linalg.norm(y, axis=1)
some = lengths > 0
return ((turned * y).sum(axis=1)[some] / lengths[some]).mean()`,
  },
  'correlation-match': {
    pieces: ({ mode }) => ['centred', 'unitRows', 'unitColumns', ...(mode === 'strict' ? (['assign'] as const) : [])],
    body: `c = unit_columns(x) @ unit_columns(y).T
if P["mode"] == "relaxed":
    return (c.max(axis=1).mean() + c.max(axis=0).mean()) / 2
c = c if len(c) <= len(c.T) else c.T
return c[np.arange(len(c)), assign(-c)].mean()`,
  },
  'soft-matching': {
    pieces: ['centred', 'unitRows', 'unitColumns', 'assign'],
    body: `# Neurons in so many copies that both sides have equally many: the cheapest transport assigns copy to copy.
copies = np.lcm(x.shape[1], y.shape[1])
def units(x):
    rows = unit_columns(x) if P["form"] == "correlation" else centred(x).T / np.linalg.norm(centred(x))
    return np.repeat(rows, copies // len(rows), axis=0)
a, b = units(x), units(y)
products = a @ b.T
if P["form"] == "correlation":
    return products[np.arange(copies), assign(-products)].mean()
cost = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * products
return np.sqrt(((a - b[assign(cost)]) ** 2).sum() / copies)`,
  },
  'maximum-matching': {
    pieces: ['live'],
    body: `def explained(x, kept, y, others, noise):
    total = (x[:, kept] ** 2).sum(axis=0)
    within = 0 * total
    if len(others):
        u = live(y[:, others], max(noise, max(y.shape) * np.finfo(float).eps))[0]
        within = ((u.T @ x[:, kept]) ** 2).sum(axis=0)
    return kept[total - within <= (P["epsilon"] ** 2 + 1e-12) * total]
left, right, before = np.arange(x.shape[1]), np.arange(y.shape[1]), None
while (len(left), len(right)) != before:
    before = len(left), len(right)
    left = explained(x, left, y, right, NOISE_Y)
    right = explained(y, right, x, left, NOISE_X)
return (len(left) + len(right)) / (x.shape[1] + y.shape[1])`,
  },
  'rsm-norm-difference': {
    pieces: kernelPieces,
    body: `difference = similarities(x, P["kernel"]) - similarities(y, P["kernel"])
return np.linalg.norm(difference, 2 if P["norm"] == "spectral" else "fro")`,
  },
  rsa: {
    pieces: [...kernelPieces, 'rounded'],
    body: `def triangle(x):
    s = similarities(x, P["inner"])
    return s[np.tril_indices(len(s), -1)]
def mid_ranks(values):
    _, places, counts = np.unique(rounded(values), return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]
a, b = triangle(x), triangle(y)
if P["outer"] == "euclidean":
    return np.linalg.norm(a - b)
if P["outer"] == "spearman":
    a, b = mid_ranks(a), mid_ranks(b)
if P["outer"] != "cosine":
    a, b = a - a.mean(), b - b.mean()
return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))`,
    refuses: (_, instances) => sampledWhereMany(instances),
  },
  cka: {
    pieces: [...kernelPieces, 'doubleCentre'],
    body: `def kernel(x):
    return rbf(squared_distances(x), P["fraction"]) if P["kernel"] == "rbf" else centred(x) @ centred(x).T
def hsic(k, l):
    if not P["debiased"]:
        return (double_centred(k) * double_centred(l)).sum()
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    rest = k.sum() * l.sum() / ((n - 1) * (n - 2)) - 2 * k.sum(axis=0) @ l.sum(axis=0) / (n - 2)
    return ((k * l).sum() + rest) / (n * (n - 3))
k, l = kernel(x), kernel(y)
return hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l))`,
    refuses: ({ kernel }, instances) => (kernel === 'rbf' ? sampledWhereMany(instances) : undefined),
  },
  'distance-correlation': {
    pieces: ['centred', 'distances', 'doubleCentre'],
    body: `a, b = (double_centred(np.sqrt(squared_distances(each))) for each in (x, y))
return np.sqrt((a * b).mean() / np.sqrt((a**2).mean() * (b**2).mean()))`,
  },
  'normalized-bures': {
    pieces: ['centred'],
    body: `if P["center"]:
    x, y = centred(x), centred(y)
return np.linalg.norm(x.T @ y, "nuc") / (np.linalg.norm(x) * np.linalg.norm(y))`,
  },
  'eigenspace-overlap': {
    pieces: ['live'],
    body: `u, v = live(x, NOISE_X)[0], live(y, NOISE_Y)[0]
sides = (u, v) if P["divisor"] == "rank" else (x, y)
return np.linalg.norm(u.T @ v) ** 2 / max(each.shape[1] for each in sides)`,
  },
  gulp: {
    pieces: ['centred', 'live'],
    body: `def projection(x, noise):
    x = centred(x)
    u, s, _ = live(x * np.sqrt(len(x)) / np.linalg.norm(x), noise)
    e = s**2 / len(x)
    return (u * (e / (e + P["lambda"]))) @ u.T
return np.linalg.norm(projection(x, NOISE_X) - projection(y, NOISE_Y))`,
  },
  'riemannian-distance': {
    pieces: [],
    body: `s, t = (each @ each.T / each.shape[1] + P["ridge"] * np.eye(len(each)) for each in (x, y))
inverse = np.linalg.inv(np.linalg.cholesky(s))
return np.linalg.norm(np.log(np.linalg.eigvalsh(inverse @ t @ inverse.T)))`,
  },
  'relational-knowledge': {
    pieces: ['centred', 'distances'],
    body: `def relations(x):
    d = np.sqrt(squared_distances(x))
    return d / d[d > 0].mean()
difference = np.abs(relations(x) - relations(y))
loss = np.where(difference <= 1, difference**2 / 2, difference - 0.5)
return loss.mean() if P["reduction"] == "mean" else loss.sum()`,
    refuses: ({ mode }) => (mode === 'angle' ? 'angles are taken of sampled instances' : undefined),
  },
  'knn-jaccard': {
    pieces: neighbourPieces,
    body: `near = zip(neighbours(x, P["k"], P["metric"]), neighbours(y, P["k"], P["metric"]))
return np.mean([jaccard(a, b) for a, b in near])`,
  },
  'rank-similarity': {
    pieces: neighbourPieces,
    body: `near = zip(neighbours(x, P["k"], P["metric"]), neighbours(y, P["k"], P["metric"]))
return np.mean([rank_agreement(a, b) for a, b in near])`,
  },
  'joint-rank-jaccard': {
    pieces: neighbourPieces,
    body: `near = zip(neighbours(x, P["k"], P["metric"]), neighbours(y, P["k"], P["metric"]))
return np.mean([jaccard(a, b) * rank_agreement(a, b) for a, b in near])`,
  },
  'second-order-cosine': {
    pieces: neighbourPieces,
    body: `near = zip(neighbours(x, P["k"], P["metric"]), neighbours(y, P["k"], P["metric"]))
ux, uy = unit_rows(x), unit_rows(y)
cosines = []
for i, (a, b) in enumerate(near):
    both = np.union1d(a, b)
    s, t = ux[both] @ ux[i], uy[both] @ uy[i]
    if s.any() and t.any():
        cosines.append(s @ t / (np.linalg.norm(s) * np.linalg.norm(t)))
return np.mean(cosines)`,
  },
  imd: {
    pieces: ['centred', 'unitRows', 'distances', 'rounded', 'neighbours'],
    body: `t = np.logspace(-1, 1, 256)
def heat_trace(x):
    graph = np.zeros((len(x), len(x)))
    for i, near in enumerate(neighbours(x, P["k"], "euclidean")):
        graph[i, near] = graph[near, i] = 1
    root = 1 / np.sqrt(graph.sum(axis=0))
    spectrum = np.linalg.eigvalsh(np.eye(len(x)) - graph * root * root[:, None])
    trace = np.exp(-np.outer(t, spectrum)).sum(axis=1)
    return trace / len(x) if P["scale"] == "perInstance" else trace
return (np.exp(-2 * (t + 1 / t)) * np.abs(heat_trace(x) - heat_trace(y))).max()`,
  },
  magnitude: { pieces: [], body: `return np.linalg.norm(x.mean(axis=0))`, refuses: overModels },
  concentricity: {
    pieces: [],
    body: `mean = x.mean(axis=0)
lengths = np.linalg.norm(x, axis=1)
some = lengths > 0
return (x[some] @ mean / (lengths[some] * np.linalg.norm(mean))).mean()`,
    refuses: overModels,
  },
  uniformity: {
    pieces: ['centred', 'unitRows', 'distances'],
    body: `squared = squared_distances(unit_rows(x) if P["unitRows"] else x)
return np.log(np.exp(-P["t"] * squared).mean())`,
  },
  'intrinsic-dimension': {
    pieces: ['centred'],
    body: `e = np.linalg.svd(centred(x), compute_uv=False) ** 2
return e.sum() ** 2 / (e**2).sum()`,
    refuses: ({ estimator }) =>
      estimator === 'participation-ratio' ? undefined : 'estimators from neighbours are not written as a script',
  },
};

function overModels({ variance }: Parameters): string | undefined {
  return variance === true ? 'the spread over models takes more than one cell' : undefined;
}
