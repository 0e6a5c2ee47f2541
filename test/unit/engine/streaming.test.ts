import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ReadSpec } from '../../../src/comparison/plan';
import type { BlockedSide } from '../../../src/comparison/row-blocks';
import { judgeSums, streamingOf, type Streaming } from '../../../src/engine/streaming';
import { sumPart } from '../../../src/engine/summing';
import { findMeasure } from '../../../src/measures/catalogue';
import { fillParameters } from '../../../src/measures/fill';
import type { Outcome } from '../../../src/measures/measure';
import { noise, writeNpy } from '../comparison/npy-files';
import { testLinalg } from '../support/linalg';
import { contextOf } from '../support/measuring';

const folder = mkdtempSync(join(tmpdir(), 'likeness-streaming-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context = contextOf(await testLinalg());
const cka = findMeasure('cka');
const ROWS = 45;

/** Of noise, with NaN in these rows. */
function side(name: string, cols: number, broken: readonly number[] = []): BlockedSide {
  const numbers = noise(ROWS * cols, name.length);
  for (const row of broken) numbers[row * cols + 1] = NaN;
  const path = writeNpy(join(folder, `${name}.npy`), [ROWS, cols], numbers);
  const read: ReadSpec = {
    path,
    key: null,
    subject: 'representation',
    layout: 'ND',
    reduction: 'mean',
    rows: null,
    labels: null,
    bytes: 8 * ROWS * cols,
    fingerprint: name,
  };
  return { read, rows: ROWS, cols };
}

async function outcomeOf(sides: readonly BlockedSide[], parts: number): Promise<Outcome> {
  const streaming: Streaming = { sides, rowsPerBlock: 4, parts };
  const summed = await Promise.all(Array.from({ length: parts }, (_, part) => sumPart(streaming, part, context)));
  return judgeSums(cka, fillParameters(cka, {}), streaming, summed);
}

describe('a cell out of parts of its rows', () => {
  it.each([2, 3, 12, 40])('is what it is out of one: %i parts', async (parts) => {
    const sides = [side('a', 5), side('bb', 3)];
    const [one, many] = [await outcomeOf(sides, 1), await outcomeOf(sides, parts)];
    if (!one.defined || !many.defined) throw new Error('undefined');
    expect(many.value).toBeCloseTo(one.value, 13);
  });

  it.each([
    [[2], []],
    [[], [2]],
    [[30], []],
    [[], [30]],
  ])('says how many rows hold NaN: rows %j of one, %j of the other', async (first, second) => {
    const sides = [side('first', 5, first), side('second', 3, second)];
    for (const parts of [1, 3]) await expect(outcomeOf(sides, parts)).rejects.toThrow('1 of 45 rows contain NaN');
  });

  it('counts them over all parts', async () => {
    const sides = [side('first', 5, [3, 17, 44]), side('second', 3)];
    await expect(outcomeOf(sides, 4)).rejects.toThrow('3 of 45 rows contain NaN');
  });

  it('has parts where there are many rows, and one where sums are larger than the memory', () => {
    const large = (rows: number, cols: number): BlockedSide[] => {
      const { read } = side('a', 5);
      return [0, 1].map(() => ({ read: { ...read, bytes: 8 * rows * cols }, rows, cols }));
    };
    expect(streamingOf(large(2 ** 24, 64), 2 ** 30)?.parts).toBe(32);
    expect(streamingOf(large(2 ** 16, 64), 2 ** 24)?.parts).toBe(1);
    expect(streamingOf(large(2 ** 24, 2048), 2 ** 30)?.parts).toBe(2);
    expect(streamingOf(large(2 ** 24, 4096), 2 ** 30)?.parts).toBe(1);
    expect(streamingOf(large(100, 64), 2 ** 30)).toBeUndefined();
  });
});
