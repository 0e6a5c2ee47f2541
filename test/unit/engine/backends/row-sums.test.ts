import { describe, expect, it } from 'vitest';
import { ROOM_MARGIN, type Linalg, type Precision, type SummedSide } from '../../../../src/linalg/linalg';
import { matrix, type Matrix } from '../../../../src/linalg/matrix';
import { linalgs } from '../../support/linalg';
import { build, distance, gaussian } from '../../support/matrices';

interface Sums {
  readonly totals: Float64Array;
  readonly products: Float64Array;
}

const CENTRE = 0.25;
const FACTOR = 0.5;

/** (x − centre)·factor of all sides next to each other, added up as one would by hand. */
function plainSums(sides: readonly Matrix[], centre = CENTRE, factor = FACTOR): Sums {
  const width = sides.reduce((sum, { cols }) => sum + cols, 0);
  const totals = new Float64Array(width);
  const products = new Float64Array(width * width);
  for (let row = 0; row < sides[0]!.rows; row++) {
    const z = sides.flatMap(({ cols, data }) =>
      [...data.subarray(row * cols, (row + 1) * cols)].map((x) => (x - centre) * factor),
    );
    for (let i = 0; i < width; i++) {
      totals[i]! += z[i]!;
      for (let j = 0; j < width; j++) products[i * width + j]! += z[i]! * z[j]!;
    }
  }
  return { totals, products };
}

interface Way {
  readonly stored?: SummedSide['stored'];
  readonly precision?: Precision;
  readonly block?: number;
  readonly factor?: number;
  readonly phase?: number;
}

/** By the engine, in blocks that come to both rooms in turn. */
function sumsBy(
  linalg: Linalg,
  sides: readonly Matrix[],
  { stored = 'float64', precision = 'float64', block = 300, factor = FACTOR, phase = 0 }: Way = {},
): Sums & { readonly finite: boolean } {
  const [{ rows }] = sides as [Matrix];
  const summation = linalg.sumRows(
    sides.map(({ cols }) => ({ width: cols, centre: new Float64Array(cols).fill(CENTRE), factor, stored })),
    block,
    precision,
  );
  let finite = true;
  for (let [start, turn] = [0, 0 as 0 | 1]; start < rows; start += block, turn = turn === 0 ? 1 : 0) {
    const count = Math.min(block, rows - start);
    for (const [at, { cols, data }] of sides.entries()) {
      summation.room(at, turn, phase).set(data.subarray(start * cols, (start + count) * cols));
    }
    finite = summation.add(turn, count) && finite;
  }
  const sums = summation.sums();
  summation.end();
  return { ...sums, finite };
}

const rounded = ({ rows, cols, data }: Matrix): Matrix =>
  matrix(rows, cols, Float64Array.from(Float32Array.from(data)));

for (const linalg of await linalgs()) {
  describe(`${linalg.name} sums rows`, () => {
    // around the sizes of slivers (4, 8), chunks (256 rows), and blocks of the product (128)
    it.each([
      [1, [1]],
      [3, [4, 8]],
      [257, [5, 3]],
      [600, [64, 64]],
      [40, [130, 7]],
      [301, [129, 128]],
    ] as const)('%i of %j columns', (rows, widths) => {
      const sides = widths.map((width, at) => rounded(gaussian(rows, width, at + 1)));
      const expected = plainSums(sides);
      for (const stored of ['float64', 'float32'] as const) {
        const { totals, products, finite } = sumsBy(linalg, sides, { stored });
        expect(finite).toBe(true);
        expect(distance(totals, expected.totals)).toBeLessThan(1e-13 * rows);
        expect(distance(products, expected.products)).toBeLessThan(1e-13 * rows);
        const fast = sumsBy(linalg, sides, { stored, precision: 'float32' });
        expect(distance(fast.totals, expected.totals)).toBeLessThan(1e-13 * rows);
        expect(distance(fast.products, expected.products)).toBeLessThan(1e-5 * rows);
      }
    });

    it.each([8, 128, 4088])('that begin %i bytes behind a page, with room around', (phase) => {
      const sides = [rounded(gaussian(50, 9, 1)), rounded(gaussian(50, 4, 2))];
      for (const stored of ['float64', 'float32'] as const) {
        const { products } = sumsBy(linalg, sides, { stored, phase, block: 20 });
        expect(distance(products, plainSums(sides).products)).toBeLessThan(1e-12);
        const room = linalg
          .sumRows([{ width: 9, centre: new Float64Array(9), factor: 1, stored }], 20, 'float64')
          .room(0, 1, phase);
        expect(room.byteOffset % ROOM_MARGIN).toBe(phase);
        expect(room.byteOffset + room.byteLength + ROOM_MARGIN).toBeLessThanOrEqual(room.buffer.byteLength);
      }
    });

    it('in floats only when asked to', () => {
      const sides = [gaussian(100, 9, 1)];
      const { products } = sumsBy(linalg, sides, { precision: 'float32' });
      expect(distance(products, plainSums(sides).products)).toBeGreaterThan(1e-9);
    });

    it.each([2 ** -70, 2 ** 70])('in doubles where floats do not reach: factor %d', (factor) => {
      const sides = [gaussian(100, 9, 1), gaussian(100, 4, 2)];
      const expected = plainSums(sides, CENTRE, factor);
      const { totals, products } = sumsBy(linalg, sides, { precision: 'float32', factor });
      expect(distance(totals, expected.totals) / factor).toBeLessThan(1e-11);
      expect(distance(products, expected.products) / factor ** 2).toBeLessThan(1e-11);
    });

    it.each([NaN, Infinity, -Infinity])('and has none where one is %d', (broken) => {
      for (const [row, column] of [
        [0, 0],
        [299, 8],
        [150, 4],
      ] as const) {
        const side = build(300, 9, (i, j) => (i === row && j === column ? broken : Math.sin(i + j)));
        for (const stored of ['float64', 'float32'] as const) {
          for (const precision of ['float64', 'float32'] as const) {
            const { totals, products, finite } = sumsBy(linalg, [gaussian(300, 3, 1), side], { stored, precision });
            expect(finite).toBe(false);
            expect(totals.every(Number.isNaN) && products.every(Number.isNaN)).toBe(true);
          }
        }
      }
    });

    it('several at a time, each for itself', () => {
      const sides = [gaussian(50, 5, 1)];
      const summed = (): ReturnType<Linalg['sumRows']> => {
        const summation = linalg.sumRows(
          [{ width: 5, centre: new Float64Array(5), factor: 1, stored: 'float64' }],
          50,
          'float64',
        );
        summation.room(0, 0).set(sides[0]!.data);
        return summation;
      };
      const [one, other] = [summed(), summed()];
      one.add(0, 50);
      other.add(0, 20);
      other.add(0, 30);
      expect(one.sums().totals).not.toEqual(other.sums().totals);
      expect(distance(one.sums().products, plainSums(sides, 0, 1).products)).toBeLessThan(1e-12);
      one.end();
      other.end();
    });
  });
}
