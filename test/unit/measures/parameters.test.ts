import { describe, expect, it } from 'vitest';
import { fillParameters, findMeasure, measures } from '../../../src/measures/catalogue';
import type { ParameterValue } from '../../../src/measures/parameters';

/* The names, defaults and choices that requests, settings and stored documents rely on. */

/** A choice is written with its default first. */
type Expected = Readonly<Record<string, ParameterValue | readonly [string, ...string[]]>>;

const choicesOf = (value: Expected[string]): readonly string[] | null => (typeof value === 'object' ? value : null);

const rankTolerance = null;
const match = ['pad', 'pca'] as const;
const group = ['orthogonal', 'permutation'] as const;
const neighbours = { k: 10, metric: ['cosine', 'euclidean'] } as const;

const expected: Readonly<Record<string, Expected>> = {
  'mean-cca': { divisor: ['rank', 'width'], rankTolerance },
  'mean-squared-cca': { divisor: ['rank', 'width'], rankTolerance },
  svcca: { t: 0.99, rankTolerance },
  pwcca: { rankTolerance },
  'orthogonal-procrustes': { center: false, normalize: false, group, match },
  'angular-shape': { center: false, group, match, rankTolerance },
  'partial-whitening-shape': { alpha: 1, match, rankTolerance },
  'soft-matching': { form: ['distance', 'correlation'] },
  'linear-regression-r2': { direction: ['forward', 'backward'], rankTolerance },
  'aligned-cosine': { match },
  'correlation-match': { mode: ['strict', 'relaxed'] },
  'maximum-matching': { epsilon: 0.5 },
  contrasim: { seed: 0, epochs: 30, temperature: 0.07, testShare: 0.2 },
  'rsm-norm-difference': {
    kernel: ['linear', 'cosine', 'pearson', 'euclidean', 'rbf'],
    norm: ['frobenius', 'spectral'],
  },
  rsa: {
    inner: ['pearson', 'cosine', 'linear', 'euclidean', 'rbf'],
    outer: ['spearman', 'pearson', 'cosine', 'euclidean'],
  },
  cka: { kernel: ['linear', 'rbf'], fraction: 0.5, debiased: false },
  'distance-correlation': {},
  'normalized-bures': { center: false },
  'eigenspace-overlap': { divisor: ['width', 'rank'], rankTolerance },
  gulp: { lambda: 0, rankTolerance },
  'riemannian-distance': { ridge: 0 },
  'relational-knowledge': { mode: ['distance', 'angle'], reduction: ['sum', 'mean'], seed: 0 },
  'knn-jaccard': neighbours,
  'second-order-cosine': neighbours,
  'rank-similarity': neighbours,
  'joint-rank-jaccard': neighbours,
  'geometry-score': { landmarks: 64, gamma: null, holes: 100, samples: 1000, seed: 0 },
  imd: { k: 5, scale: ['survey', 'perInstance'] },
  rtd: { subsets: 10, size: 500, quantile: 0.9, seed: 0 },
  'intrinsic-dimension': { estimator: ['twonn', 'mle', 'participation-ratio'], k: 20 },
  magnitude: { variance: false },
  concentricity: { variance: false },
  uniformity: { t: 2, unitRows: false },
  tolerance: {},
  'instance-graph-modularity': { k: 10 },
  'neuron-graph-modularity': { seed: 0 },
};

describe('the representational measures', () => {
  it('are the 36 of the survey', () => {
    const ids = measures.filter(({ subject }) => subject === 'representation').map(({ id }) => id);
    expect(ids.sort()).toEqual(Object.keys(expected).sort());
    expect(ids).toHaveLength(36);
  });

  it.each(Object.entries(expected))('%s has its parameters', (id, parameters) => {
    const measure = findMeasure(id);
    const defaults = Object.entries(parameters).map(([name, value]) => [name, choicesOf(value)?.[0] ?? value]);
    expect(fillParameters(measure)).toEqual(Object.fromEntries(defaults));
    for (const [name, value] of Object.entries(parameters)) {
      const choices = choicesOf(value);
      if (!choices) continue;
      const spec = measure.parameters[name]!;
      expect(spec.type === 'choice' && [...spec.choices].sort()).toEqual([...choices].sort());
    }
  });
});
