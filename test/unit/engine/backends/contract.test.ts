import { EigenvalueDecomposition, Matrix as Dense, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { matrix, type Matrix } from '../../../../src/linalg/matrix';
import { scaleColumns } from '../../../../src/linalg/shape';
import { linalgs } from '../../support/linalg';
import {
  build,
  distance,
  gaussian,
  identity,
  nonOrthogonality,
  symmetric,
  withSingularValues,
} from '../../support/matrices';

const dense = (a: Matrix): Dense => Dense.from1DArray(a.rows, a.cols, a.data);

for (const linalg of await linalgs()) {
  describe(`${linalg.name}: known values`, () => {
    it('eigenvalues of the second difference matrix are 2 − 2·cos(kπ/(n + 1))', () => {
      const n = 100;
      const a = build(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
      const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
      expect(distance(linalg.eigenvalues(a), expected)).toBeLessThan(1e-13);
      expect(distance(linalg.eigh(a).values, expected)).toBeLessThan(1e-13);
    });

    it.each([
      ['glued Wilkinson matrices, pairs that agree to the last digit', (i: number) => Math.abs((i % 21) - 10), 1e-8],
      ['nothing to couple halves', (i: number) => (i % 7) - 3, 0],
      ['equal diagonals and weak coupling', () => 1, 1e-15],
    ])('tridiagonal eigenproblems in which much deflates: %s', (_, diagonal, glue) => {
      const n = 210;
      const coupling = (i: number): number => ((i + 1) % 21 === 0 ? glue : Math.sign(glue));
      const a = build(n, n, (i, j) => (i === j ? diagonal(i) : Math.abs(i - j) === 1 ? coupling(Math.min(i, j)) : 0));
      const { values, vectors } = linalg.eigh(a);
      const product = linalg.multiply(scaleColumns(vectors, values), vectors, { transposeB: true });
      expect(distance(product.data, a.data)).toBeLessThan(1e-13 * n);
      expect(nonOrthogonality(linalg, vectors)).toBeLessThan(1e-13 * n);
      expect(distance(linalg.eigenvalues(a), values)).toBeLessThan(1e-13 * n);
    });

    it.each([
      ['clustered', (i: number) => 1 + i * 1e-12],
      ['repeated', (i: number) => 1 + (i % 3)],
      ['condition 1e15', (i: number) => 10 ** (-i / 4)],
    ])('singular values that were put in: %s', (_, value) => {
      const values = Float64Array.from({ length: 61 }, (_, i) => value(i))
        .sort()
        .reverse();
      for (const a of [withSingularValues(linalg, 90, 61, values), withSingularValues(linalg, 61, 90, values)]) {
        expect(distance(linalg.singularValues(a), values)).toBeLessThan(1e-13 * values[0]! * 10);
        expect(distance(linalg.svd(a).s, values)).toBeLessThan(1e-13 * values[0]! * 10);
      }
    });

    it('small singular values of a graded bidiagonal matrix keep their digits', () => {
      // B = [1 1; 0 1e-20]: σ₂ = 1e-20/√2 up to 1e-40.
      const s = linalg.svd(matrix(2, 2, Float64Array.of(1, 1, 0, 1e-20))).s;
      expect(s[0]).toBeCloseTo(Math.SQRT2, 14);
      expect(s[1]! * 1e20).toBeCloseTo(Math.SQRT1_2, 12);
    });

    it('agrees with ml-matrix', () => {
      const a = gaussian(40, 25);
      const s = new SingularValueDecomposition(dense(a)).diagonal;
      expect(distance(linalg.svd(a).s, s)).toBeLessThan(1e-12);
      const b = symmetric(gaussian(30, 30));
      const values = new EigenvalueDecomposition(dense(b), { assumeSymmetric: true }).realEigenvalues;
      expect(distance(linalg.eigh(b).values, values)).toBeLessThan(1e-12);
    });

    it('reads the lower triangle only', () => {
      const a = symmetric(gaussian(20, 20));
      const lower = build(20, 20, (i, j) => (j > i ? 7 : a.data[i * 20 + j]!));
      expect(linalg.eigh(lower)).toEqual(linalg.eigh(a));
      expect(linalg.eigenvalues(lower)).toEqual(linalg.eigenvalues(a));
    });

    it('takes the largest column first', () => {
      const a = matrix(2, 3, Float64Array.of(1, 0, 3, 0, 2, 0));
      expect([...linalg.pivotedQr(a).pivots]).toEqual([2, 1, 0]);
    });
  });

  describe(`${linalg.name}: edges`, () => {
    it.each([
      [0, 0],
      [0, 4],
      [4, 0],
    ])('%i×%i has empty factors', (m, n) => {
      const a = matrix(m, n);
      expect(linalg.qr(a)).toEqual({ q: matrix(m, 0), r: matrix(0, n) });
      const pivots = Int32Array.from({ length: n }, (_, j) => j);
      expect(linalg.pivotedQr(a)).toEqual({ q: matrix(m, 0), r: matrix(0, n), pivots });
      expect(linalg.svd(a)).toEqual({ u: matrix(m, 0), s: new Float64Array(0), v: matrix(n, 0) });
      expect(linalg.singularValues(a)).toEqual(new Float64Array(0));
    });

    it('the empty eigenproblem', () => {
      expect(linalg.eigh(matrix(0, 0))).toEqual({ values: new Float64Array(0), vectors: matrix(0, 0) });
      expect(linalg.eigenvalues(matrix(0, 0))).toEqual(new Float64Array(0));
    });

    it.each([NaN, Infinity, -Infinity])('%d is refused by every operation', (poison) => {
      const a = identity(3);
      a.data[7] = poison;
      const message = `Entry (2, 1) of a 3×3 matrix is ${poison}; it must be finite.`;
      const operations = [
        () => linalg.multiply(a, identity(3)),
        () => linalg.multiply(identity(3), a, { precision: 'float32' }),
        () => linalg.gram(a),
        () => linalg.centredGram(a),
        () => linalg.centredGram(a, { precision: 'float32' }),
        () => linalg.qr(a),
        () => linalg.pivotedQr(a),
        () => linalg.eigh(a),
        () => linalg.eigenvalues(a),
        () => linalg.svd(a),
        () => linalg.leftSvd(a),
        () => linalg.singularValues(a),
      ];
      for (const operation of operations) {
        expect(operation).toThrow(RangeError);
        expect(operation).toThrow(message);
      }
    });

    it('only square matrices have eigenvalues', () => {
      expect(() => linalg.eigh(matrix(2, 3))).toThrow('Eigenvalues need a square matrix, not 2×3.');
      expect(() => linalg.eigenvalues(matrix(2, 3))).toThrow(RangeError);
    });

    it('leaves its arguments alone and gives the same bits again', () => {
      const a = symmetric(gaussian(45, 45));
      const before = a.data.slice();
      const all = (): unknown[] => [
        linalg.multiply(a, a),
        linalg.gram(a),
        linalg.qr(a),
        linalg.pivotedQr(a),
        linalg.eigh(a),
        linalg.svd(a),
      ];
      expect(all()).toEqual(all());
      expect(a.data).toEqual(before);
    });

    it('reads shared memory', () => {
      const a = gaussian(6, 4);
      const data = new Float64Array(new SharedArrayBuffer(a.data.byteLength));
      data.set(a.data);
      const shared = matrix(6, 4, data);
      expect(linalg.gram(shared)).toEqual(linalg.gram(a));
      expect(linalg.svd(shared)).toEqual(linalg.svd(a));
    });
  });
}
