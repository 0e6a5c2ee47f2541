import { describe, expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../../src/linalg/matrix';
import { transpose } from '../../../../src/linalg/shape';
import { linalgs } from '../../support/linalg';
import { build, distance, gaussian, magnitude } from '../../support/matrices';

/** The schoolbook product. */
const plainProduct = (a: Matrix, b: Matrix): Matrix =>
  build(a.rows, b.cols, (i, j) => {
    let sum = 0;
    for (let p = 0; p < a.cols; p++) sum += a.data[i * a.cols + p]! * b.data[p * b.cols + j]!;
    return sum;
  });

/** m, n, k around the sizes of tiles (4, 8) and blocks (128, 256, 2048). */
const SIZES: readonly [number, number, number][] = [
  [1, 1, 1],
  [1, 9, 3],
  [4, 8, 2],
  [5, 3, 257],
  [131, 17, 40],
  [130, 37, 259],
  [3, 2050, 5],
];

for (const linalg of await linalgs()) {
  describe(`${linalg.name} multiplies`, () => {
    const cases = SIZES.flatMap(([m, n, k]) =>
      [false, true].flatMap((ta) => [false, true].map((tb) => [m, n, k, ta, tb] as const)),
    );
    it.each(cases)('%i×%i over %i, transposed %s, %s', (m, n, k, transposeA, transposeB) => {
      const [a, b] = [gaussian(m, k, 1), gaussian(k, n, 2)];
      const expected = plainProduct(a, b);
      const [left, right] = [transposeA ? transpose(a) : a, transposeB ? transpose(b) : b];
      const product = linalg.multiply(left, right, { transposeA, transposeB });
      expect([product.rows, product.cols]).toEqual([m, n]);
      expect(distance(product.data, expected.data)).toBeLessThan(1e-13 * k);
      const fast = linalg.multiply(left, right, { transposeA, transposeB, precision: 'float32' });
      expect(distance(fast.data, expected.data)).toBeLessThan(1e-5 * k);
    });

    it('in floats only when asked to', () => {
      const [a, b] = [gaussian(20, 30, 1), gaussian(30, 20, 2)];
      const fast = linalg.multiply(a, b, { precision: 'float32' });
      expect(distance(fast.data, plainProduct(a, b).data)).toBeGreaterThan(1e-9);
    });

    it.each([1e-60, 1e60, 1e-150, 1e150])('in floats beyond their range: entries near %d', (size) => {
      const a = build(9, 11, (i, j) => size * Math.sin(i + 3 * j));
      const b = build(11, 5, (i, j) => Math.cos(i - j) / size);
      const expected = plainProduct(a, b);
      expect(distance(linalg.multiply(a, b, { precision: 'float32' }).data, expected.data)).toBeLessThan(1e-5);
      const gram = linalg.gram(a, { precision: 'float32' });
      expect(distance(gram.data, linalg.gram(a).data) / magnitude(gram)).toBeLessThan(1e-6);
    });

    it.each([
      [1, 1],
      [3, 5],
      [7, 131],
      [300, 45],
      [45, 300],
    ])('Gram matrices of a %i×%i matrix, symmetric to the last bit', (m, n) => {
      const a = gaussian(m, n);
      for (const precision of ['float64', 'float32'] as const) {
        const columns = linalg.gram(a, { precision });
        const rows = linalg.gram(a, { side: 'rows', precision });
        const tolerance = (precision === 'float64' ? 1e-13 : 1e-5) * Math.max(m, n);
        expect(distance(columns.data, plainProduct(transpose(a), a).data)).toBeLessThan(tolerance);
        expect(distance(rows.data, plainProduct(a, transpose(a)).data)).toBeLessThan(tolerance);
        expect(transpose(columns).data).toEqual(columns.data);
        expect(transpose(rows).data).toEqual(rows.data);
      }
    });

    it.each([
      [1, 1],
      [7, 131],
      [530, 9],
    ])('the lower triangle of the Gram matrix of the rows of a %i×%i matrix', (m, n) => {
      const a = gaussian(m, n);
      for (const precision of ['float64', 'float32'] as const) {
        const triangle = linalg.gramTriangle(a, { precision });
        const whole = linalg.gram(a, { side: 'rows', precision });
        const rows = Array.from({ length: m }, (_, i) => Array.from(whole.data.subarray(i * m, i * m + i + 1)));
        expect(triangle.length).toBe((m * (m + 1)) / 2);
        const tolerance = (precision === 'float64' ? 1e-13 : 1e-5) * Math.max(m, n);
        expect(distance(triangle, Float64Array.from(rows.flat()))).toBeLessThan(tolerance);
      }
    });

    it('matrices without rows, columns or inner size', () => {
      expect(linalg.multiply(matrix(0, 3), matrix(3, 2))).toEqual(matrix(0, 2));
      expect(linalg.multiply(matrix(2, 3), matrix(3, 0))).toEqual(matrix(2, 0));
      expect(linalg.multiply(matrix(2, 0), matrix(0, 2))).toEqual(matrix(2, 2));
      expect(linalg.gram(matrix(0, 2))).toEqual(matrix(2, 2));
      expect(linalg.gram(matrix(0, 2), { side: 'rows' })).toEqual(matrix(0, 0));
      expect(linalg.gramTriangle(matrix(0, 2))).toHaveLength(0);
      expect(Array.from(linalg.gramTriangle(matrix(2, 0)))).toEqual([0, 0, 0]);
    });

    it('and refuses sizes that do not fit', () => {
      expect(() => linalg.multiply(matrix(2, 3), matrix(2, 3))).toThrow(
        'Cannot multiply 2×3 by 2×3: the inner sizes differ.',
      );
    });
  });
}
