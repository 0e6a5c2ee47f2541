import { expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../src/linalg/matrix';
import { seededRandom } from '../../../src/linalg/random';
import { findMeasure } from '../../../src/measures/catalogue';
import { readParameters } from '../../../src/measures/fill';
import { sideOf } from '../../../src/measures/subject';
import { testLinalg } from '../support/linalg';
import { evaluate } from '../support/measuring';

const linalg = await testLinalg();
const N = 24;

function random(cols: number, seed: number): Matrix {
  const generator = seededRandom(seed);
  return matrix(
    N,
    cols,
    Float64Array.from({ length: N * cols }, () => generator.normal()),
  );
}

/** From N×N matrices: the eigenvalues of S^−½·S′·S^−½. */
function byDefinition(x: Matrix, y: Matrix, ridge: number): number {
  const rsm = (r: Matrix): Matrix => {
    const s = linalg.gram(r, { side: 'rows' });
    return matrix(
      N,
      N,
      s.data.map((entry, at) => entry / r.cols + (at % (N + 1) === 0 ? ridge : 0)),
    );
  };
  const { values, vectors } = linalg.eigh(rsm(x));
  const scaled = matrix(
    N,
    N,
    vectors.data.map((entry, at) => entry / Math.sqrt(values[at % N]!)),
  );
  const turned = linalg.multiply(scaled, linalg.multiply(rsm(y), scaled), { transposeA: true });
  return Math.sqrt(linalg.eigenvalues(turned).reduce((sum, value) => sum + Math.log(value) ** 2, 0));
}

it.each([
  [5, 7],
  [12, 12],
  [5, 20],
  [20, 5],
  [5, 30],
  [30, 5],
])('the Riemannian distance with a ridge is that of N×N matrices, widths %i and %i', async (a, b) => {
  const [x, y] = [random(a, 1), random(b, 2)];
  const measure = findMeasure('riemannian-distance');
  const sides = [x, y].map((each) => sideOf({ matrix: each, storedAs: 'float64' as const }));
  const outcome = await evaluate(measure, sides, readParameters(measure, { ridge: '0.1' }), linalg);
  expect(outcome).toMatchObject({ defined: true });
  if (outcome.defined) expect(outcome.value).toBeCloseTo(byDefinition(x, y, 0.1), 10);
});
