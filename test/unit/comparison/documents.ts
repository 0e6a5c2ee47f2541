import type { Result, ResultDocument } from '../../../src/comparison/document';

/** A small valid document; fields given replace those of the same name. */
export function someDocument(fields: Partial<ResultDocument> = {}): ResultDocument {
  const item = (id: string): ResultDocument['items'][number] => ({
    id,
    label: id,
    path: `/data/${id}.npy`,
    key: null,
    shape: [4, 2],
    reduced: [4, 2],
    reduction: 'none',
    fingerprint: id,
  });
  return {
    likeness: 1,
    created: '2026-01-31T12:00:00.000Z',
    engine: { name: 'wasm', version: '1', precision: 'float64', threads: 1 },
    request: { mode: 'layers', operands: ['/data/a.npy', '/data/b.npz::k'], measures: [{ id: 'cka' }] },
    items: [item('a'), item('b')],
    results: [someResult()],
    problems: [],
    ...fields,
  };
}

export function someResult(fields: Partial<Result> = {}): Result {
  return {
    measure: 'cka',
    params: {},
    rows: ['a', 'b'],
    cols: ['a', 'b'],
    values: [
      [null, null],
      [null, null],
    ],
    undefined: [],
    details: {},
    warnings: [],
    seconds: 0,
    ...fields,
  };
}
