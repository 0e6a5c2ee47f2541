import { describe, expect, it } from 'vitest';
import { applyCell, finishDocument, type FinishedCell } from '../../../src/comparison/cells';
import type { ResultDocument } from '../../../src/comparison/document';
import { mergeParts, type Part } from '../../../src/comparison/merge';
import { shardFact } from '../../../src/comparison/shard';
import { someDocument } from './documents';

type Content = Partial<FinishedCell> & Pick<FinishedCell, 'row' | 'col'>;

/** Part `index` of 2 with these cells; later ones are newer. */
function part(
  index: number,
  cells: readonly Content[],
  edit: (document: ResultDocument) => void = () => undefined,
): Part {
  const document = structuredClone(someDocument({ facts: ['sampled', shardFact({ index, of: 2 })] }));
  document.request.shard = { index, of: 2 };
  for (const content of cells) applyCell(document, { result: 0, value: null, seconds: 1, ...content });
  finishDocument(document, 'complete');
  edit(document);
  return { path: `/parts/${index}.likeness.json`, document };
}

const upper: Content[] = [
  { row: 0, col: 0, value: 1, details: { angle: 0.5 } },
  { row: 0, col: 1, reason: 'constant' },
];
const lower: Content[] = [
  { row: 1, col: 0, value: 0.5, details: { angle: 0.25 }, warnings: ['few rows'] },
  { row: 1, col: 1, value: 1 },
];

describe('merging parts', () => {
  it('gives the document of the whole', () => {
    const whole = structuredClone(someDocument({ facts: ['sampled'] }));
    for (const cell of [...lower, ...upper]) applyCell(whole, { result: 0, value: null, seconds: 1, ...cell });
    finishDocument(whole, 'complete');
    expect(mergeParts([part(2, lower), part(1, upper)])).toEqual(whole);
  });

  it('takes parts that were run again: what they settled counts, what failed before does not', () => {
    const failed = [upper[0]!, { row: 0, col: 1, failed: true, reason: 'killed' }];
    const again = part(1, [upper[1]!], (document) => (document.created = '2026-02-01T00:00:00.000Z'));
    const merged = mergeParts([again, part(2, lower), part(1, failed)]);
    expect(merged.status).toBe('complete');
    expect(merged.created).toBe('2026-02-01T00:00:00.000Z');
    expect(merged.results[0]).toMatchObject({
      values: [
        [1, null],
        [0.5, 1],
      ],
      undefined: [{ row: 0, col: 1, reason: 'constant' }],
    });
    expect(merged.results[0]!.failed ?? []).toEqual([]);
  });

  it('keeps what failed everywhere as failed', () => {
    const merged = mergeParts([
      part(1, [upper[0]!, { row: 0, col: 1, failed: true, reason: 'killed' }]),
      part(2, lower),
    ]);
    expect([merged.status, merged.results[0]!.failed]).toEqual(['partial', [{ row: 0, col: 1, reason: 'killed' }]]);
  });

  it('says when parts were computed by different engines', () => {
    const other = part(2, lower, (document) => (document.engine.name = 'tensorflow'));
    expect(mergeParts([part(1, upper), other]).facts).toEqual(['sampled', 'parts computed by wasm 1 and tensorflow 1']);
  });

  it('names what is missing', () => {
    expect(() => mergeParts([part(2, lower)])).toThrow('Part 1 of 2 is missing.');
  });

  it('names the part that was interrupted', () => {
    const cut = part(1, [upper[0]!], (document) => (document.status = 'cancelled'));
    expect(() => mergeParts([cut, part(2, lower)])).toThrow(
      'part 1 (/parts/1.likeness.json): interrupted before it was finished.',
    );
  });

  it('refuses a document that is no part', () => {
    const whole = part(1, upper, (document) => delete document.request.shard);
    expect(() => mergeParts([whole])).toThrow('/parts/1.likeness.json: not a part of a sharded comparison');
  });

  it.each<[string, (document: ResultDocument) => void, string]>([
    ['requests', (document) => (document.request.seed = 3), 'the seed of the comparison differ'],
    ['splits', (document) => (document.request.shard = { index: 2, of: 3 }), 'one is of 3 parts, the other of 2'],
    ['inputs', (document) => (document.items[1]!.fingerprint = 'new'), '/data/b.npy changed between them'],
    ['items', (document) => (document.items[1]!.id = 'c'), 'they have different items'],
    ['measures', (document) => (document.results[0]!.params = { debiased: true }), 'not over the same cells'],
  ])('refuses parts of different %s, and names them', (_, edit, problem) => {
    const merge = (): ResultDocument => mergeParts([part(1, upper), part(2, lower, edit)]);
    expect(merge).toThrow('/parts/2.likeness.json and /parts/1.likeness.json do not belong together');
    expect(merge).toThrow(problem);
  });
});
