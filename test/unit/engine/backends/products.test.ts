import { describe, expect, it } from 'vitest';
import { centreColumns } from '../../../../src/linalg/centre';
import { matrix, type Matrix } from '../../../../src/linalg/matrix';
import { packIsometric } from '../../../../src/linalg/packed';
import { transpose } from '../../../../src/linalg/shape';
import { dot, norm, type Vector } from '../../../../src/linalg/vector';
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
      [2, 3],
      [7, 131],
      [133, 300],
      [530, 9],
    ])('the Gram matrix of the centred rows of a %i×%i matrix, as a triangle', (m, n) => {
      const a = build(m, n, (i, j) => (j % 5 === 2 ? 7 : 100 + Math.sin(i * j + i)));
      const centred = centreColumns(a);
      const expected = packIsometric(plainProduct(centred, transpose(centred)));
      const triangle = linalg.centredGram(a);
      expect(triangle).toBeInstanceOf(Float64Array);
      expect(distance(triangle, expected)).toBeLessThan(1e-13 * Math.max(m, n));
      const floats = linalg.centredGram(a, { precision: 'float32' });
      expect(floats).toBeInstanceOf(Float32Array);
      // Of A divided by a power of two, so that they are some multiple.
      const factor = n === 1 || m === 1 ? 1 : norm(expected) / norm(Float64Array.from(floats));
      const exponent = Math.log2(factor) / 2;
      expect(exponent - Math.round(exponent)).toBeCloseTo(0, 5);
      expect(
        distance(
          Float64Array.from(floats, (entry) => entry * factor),
          expected,
        ),
      ).toBeLessThan(1e-5 * n);
    });

    it.each([1e-60, 1e60, 1e-150, 1e150])('centred rows in floats beyond their range: entries near %d', (size) => {
      const a = build(9, 11, (i, j) => size * Math.sin(i + 3 * j));
      const usual = Float64Array.from(linalg.centredGram(build(9, 11, (i, j) => Math.sin(i + 3 * j))));
      const floats = Float64Array.from(linalg.centredGram(a, { precision: 'float32' }));
      const factor = norm(usual) / norm(floats);
      expect(
        distance(
          floats.map((entry) => entry * factor),
          usual,
        ),
      ).toBeLessThan(1e-5);
    });

    it.each([0, 1, 2, 5, 2047, 2048, 2049, 7001])('inner products of vectors of %i numbers', (length) => {
      const vectors = Array.from({ length: 11 }, (_, at) => gaussian(1, length, at + 1).data);
      const floats = vectors.map((vector) => Float32Array.from(vector));
      const [rows, cols] = [
        [...vectors.slice(0, 4), floats[4]!],
        [...vectors.slice(4), floats[0]!],
      ];
      const products = linalg.innerProducts(rows, cols);
      const expected = rows.flatMap((row) => cols.map((col) => dot(Float64Array.from(row), Float64Array.from(col))));
      expect([products.rows, products.cols]).toEqual([5, 8]);
      expect(distance(products.data, expected)).toBeLessThan(1e-12 * Math.max(length, 1));
    });

    it('inner products that do not depend on who stands beside whom', () => {
      const vectors = Array.from({ length: 9 }, (_, at): Vector => {
        const { data } = gaussian(1, 5003, at + 1);
        return at === 7 ? Float32Array.from(data) : data;
      });
      const all = linalg.innerProducts(vectors, vectors);
      const product = (i: number, j: number): number => all.data[i * vectors.length + j]!;
      for (const [rows, cols] of [
        [[0], [0]],
        [[3], [8]],
        [[8], [3]],
        [
          [1, 7, 5],
          [0, 2, 4, 6, 8],
        ],
        [[8, 0, 3, 6], [7]],
        [
          [2, 4],
          [1, 3, 5, 7],
        ],
      ] as const) {
        const some = linalg.innerProducts(
          rows.map((i) => vectors[i]!),
          cols.map((j) => vectors[j]!),
        );
        expect(Array.from(some.data)).toEqual(rows.flatMap((i) => cols.map((j) => product(i, j))));
      }
    });

    it('matrices without rows, columns or inner size', () => {
      expect(linalg.multiply(matrix(0, 3), matrix(3, 2))).toEqual(matrix(0, 2));
      expect(linalg.multiply(matrix(2, 3), matrix(3, 0))).toEqual(matrix(2, 0));
      expect(linalg.multiply(matrix(2, 0), matrix(0, 2))).toEqual(matrix(2, 2));
      expect(linalg.gram(matrix(0, 2))).toEqual(matrix(2, 2));
      expect(linalg.gram(matrix(0, 2), { side: 'rows' })).toEqual(matrix(0, 0));
      expect(linalg.centredGram(matrix(0, 2))).toHaveLength(0);
      expect(Array.from(linalg.centredGram(matrix(2, 0)))).toEqual([0, 0, 0]);
      expect(linalg.innerProducts([], [Float64Array.of(1)])).toEqual(matrix(0, 1));
    });

    it('and refuses sizes that do not fit', () => {
      expect(() => linalg.multiply(matrix(2, 3), matrix(2, 3))).toThrow(
        'Cannot multiply 2×3 by 2×3: the inner sizes differ.',
      );
      expect(() => linalg.innerProducts([new Float64Array(2)], [new Float64Array(3)])).toThrow(
        'Vectors of 2 and of 3 numbers have no inner product.',
      );
    });
  });
}
