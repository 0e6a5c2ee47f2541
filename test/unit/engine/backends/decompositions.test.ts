import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../../../src/linalg/matrix';
import { scaleColumns } from '../../../../src/linalg/shape';
import { linalgs } from '../../support/linalg';
import { build, distance, families, magnitude, nonOrthogonality, symmetric } from '../../support/matrices';

/** Around the sizes of registers, panels and cache blocks, tall and wide. */
const SHAPES: readonly [number, number][] = [
  [1, 1],
  [1, 5],
  [5, 1],
  [2, 2],
  [3, 3],
  [7, 4],
  [4, 7],
  [33, 33],
  [40, 65],
  [130, 70],
  [150, 150],
  [300, 90],
  [70, 210],
  [400, 400],
];
/** Upper bidiagonal: nothing to deflate, all of it, clusters, blocks apart, blocks of next to nothing. */
const BIDIAGONALS: Readonly<Record<string, (n: number) => Matrix>> = {
  'ones beside ones': bidiagonal(
    () => 1,
    () => 1,
  ),
  'a null space of a third': bidiagonal(
    (i) => (i % 3 === 0 ? 0 : 1),
    () => 1,
  ),
  'three values': bidiagonal(
    (i) => 1 + (i % 3),
    () => 1e-13,
  ),
  pieces: bidiagonal(
    (i) => Math.sin(i + 1),
    (i) => (i % 40 === 39 ? 0 : Math.cos(i)),
  ),
  'from 1 to 1e-300': bidiagonal(
    (i) => 10 ** -((7 * i) % 300),
    (i) => 10 ** -((11 * i) % 300),
  ),
};
const SQUARES = SHAPES.filter(([m, n]) => m === n).map(([n]) => n);

function bidiagonal(on: (i: number) => number, beside: (i: number) => number): (n: number) => Matrix {
  return (n) => build(n, n, (i, j) => (i === j ? on(i) : j === i + 1 ? beside(i) : 0));
}

/** Relative to the largest entry of A, so that no family is let off by its scale. */
const residual = (product: Matrix, a: Matrix): number => distance(product.data, a.data) / (magnitude(a) || 1);

for (const linalg of await linalgs()) {
  const bound = (m: number, n = m): number => 1e-13 * Math.max(m, n);
  describe.each(Object.entries(families))(`${linalg.name} decomposes: %s`, (_, make) => {
    it.each(SHAPES)('QR, %i×%i', (m, n) => {
      const a = make(m, n);
      const { q, r } = linalg.qr(a);
      expect([q.rows, q.cols, r.rows, r.cols]).toEqual([m, Math.min(m, n), Math.min(m, n), n]);
      expect(residual(linalg.multiply(q, r), a)).toBeLessThan(bound(m, n));
      expect(nonOrthogonality(linalg, q)).toBeLessThan(bound(m, n));
      expect(r.data.every((value, p) => p % n >= Math.floor(p / n) || value === 0)).toBe(true);
    });

    it.each(SHAPES)('pivoted QR, %i×%i', (m, n) => {
      const a = make(m, n);
      const { q, r, pivots } = linalg.pivotedQr(a);
      expect([...pivots].sort((x, y) => x - y)).toEqual(Array.from({ length: n }, (_, j) => j));
      const permuted = build(m, n, (i, j) => a.data[i * n + pivots[j]!]!);
      expect(residual(linalg.multiply(q, r), permuted)).toBeLessThan(bound(m, n));
      expect(nonOrthogonality(linalg, q)).toBeLessThan(bound(m, n));
      const diagonal = Array.from({ length: Math.min(m, n) }, (_, i) => Math.abs(r.data[i * n + i]!));
      // A norm is known to half its digits at least; what is lost in rounding has no order.
      const noise = bound(m, n) * magnitude(a);
      expect(diagonal.every((value, i) => i === 0 || value <= diagonal[i - 1]! * (1 + 1e-7) + noise)).toBe(true);
    });

    it.each(SHAPES)('SVD, %i×%i', (m, n) => {
      const a = make(m, n);
      const { u, s, v } = linalg.svd(a);
      expect([u.rows, u.cols, v.rows, v.cols]).toEqual([m, Math.min(m, n), n, Math.min(m, n)]);
      expect(residual(linalg.multiply(scaleColumns(u, s), v, { transposeB: true }), a)).toBeLessThan(bound(m, n));
      expect(nonOrthogonality(linalg, u)).toBeLessThan(bound(m, n));
      expect(nonOrthogonality(linalg, v)).toBeLessThan(bound(m, n));
      expect(s.every((value, i) => value >= 0 && (i === 0 || value <= s[i - 1]!))).toBe(true);
      expect(distance(linalg.singularValues(a), s) / (s[0]! || 1)).toBeLessThan(bound(m, n));
      const left = linalg.leftSvd(a);
      expect([left.u, left.s]).toEqual([u, s]);
    });

    it.each(SQUARES)('symmetric eigenproblem, n = %i', (n) => {
      const a = symmetric(make(n, n));
      const { values, vectors } = linalg.eigh(a);
      const product = linalg.multiply(scaleColumns(vectors, values), vectors, { transposeB: true });
      expect(residual(product, a)).toBeLessThan(bound(n));
      expect(nonOrthogonality(linalg, vectors)).toBeLessThan(bound(n));
      expect(values.every((value, i) => i === 0 || value >= values[i - 1]!)).toBe(true);
      const spread = Math.max(Math.abs(values[0]!), Math.abs(values[n - 1]!));
      expect(distance(linalg.eigenvalues(a), values) / (spread || 1)).toBeLessThan(bound(n));
    });
  });

  describe.each(Object.entries(BIDIAGONALS))(`${linalg.name} decomposes a bidiagonal matrix: %s`, (_, make) => {
    it.each([34, 66, 131, 400])('n = %i', (n) => {
      const a = make(n);
      const { u, s, v } = linalg.svd(a);
      expect(residual(linalg.multiply(scaleColumns(u, s), v, { transposeB: true }), a)).toBeLessThan(bound(n));
      expect(nonOrthogonality(linalg, u)).toBeLessThan(bound(n));
      expect(nonOrthogonality(linalg, v)).toBeLessThan(bound(n));
      expect(distance(linalg.singularValues(a), s) / s[0]!).toBeLessThan(bound(n));
    });
  });
}
