import { describe, expect, it } from 'vitest';
import { effectiveRank } from '../../../src/engine/inspection';
import { testLinalg } from '../support/linalg';

async function rankOf(rows: readonly (readonly number[])[]): Promise<number | undefined> {
  const sample = { data: Float64Array.from(rows.flat()), rows: rows.length, width: rows[0]!.length };
  return effectiveRank(sample, await testLinalg())?.value;
}

describe('the effective rank', () => {
  it('counts directions of equal spread', async () => {
    expect(await rankOf([[1, 0], [-1, 0], [0, 1], [0, -1]])).toBeCloseTo(2, 10); // prettier-ignore
    expect(await rankOf([[5, 5, 1], [7, 7, 1], [9, 9, 1]])).toBeCloseTo(1, 6); // prettier-ignore
  });

  it('is exp of the entropy of σ/Σσ', async () => {
    // centred singular values 3√2 and √2: p = 3/4, 1/4
    const expected = Math.exp(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)));
    expect(await rankOf([[3, 0], [-3, 0], [0, 1], [0, -1]])).toBeCloseTo(expected, 10); // prettier-ignore
  });

  it('is none where nothing varies', async () => {
    expect(await rankOf([[1, 2], [1, 2], [1, 2]])).toBeUndefined(); // prettier-ignore
    expect(await rankOf([[0.1, 0.2]])).toBeUndefined();
  });
});
