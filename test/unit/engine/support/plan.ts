import { isAbsolute } from 'node:path';
import { fileState } from '../../../../src/comparison/file-state';
import type { ResultDocument } from '../../../../src/comparison/document';
import type { Plan, PlannedBlock, PlannedItem } from '../../../../src/comparison/plan';
import { RequestError, type ComparisonRequest } from '../../../../src/comparison/request';
import { findTestMeasure, ROWS } from './measures';

/** All operands with all, for each measure; operands are the numbers, troubles or files of `makeTestSide`. */
export async function planTest({ operands, measures }: ComparisonRequest): Promise<Plan> {
  if (operands.length === 0) throw new RequestError('There is nothing to compare.', true);
  const every = operands.map((_, index) => index);
  const blocks = measures.map(({ id, params = {} }): PlannedBlock => {
    const arity = params.together === true ? 'group' : findTestMeasure(id).arity;
    const measure = findTestMeasure(id);
    const together = measure.arity === 'pair' && measure.inner?.covers({}, { instances: ROWS, many: false });
    const cols = arity === 'pair' ? every : [];
    return { measure: id, params, arity, rows: every, cols, symmetric: true, ...(together && { together }) };
  });
  const results = blocks.map(({ measure, params, arity }): ResultDocument['results'][number] => {
    const rows = arity === 'group' ? ['*'] : [...operands];
    const cols = arity === 'pair' ? [...operands] : ['*'];
    const values = rows.map(() => cols.map(() => null));
    const symmetric = arity === 'pair';
    return { measure, params, rows, cols, values, symmetric, undefined: [], details: {}, warnings: [], seconds: 0 };
  });
  const items = operands.map((operand) => {
    const shape = [ROWS, 1];
    const reduced = { reduced: shape, reduction: 'none', fingerprint: operand };
    return { id: operand, label: operand, path: operand, key: null, shape, ...reduced };
  });
  const document: ResultDocument = {
    likeness: 1,
    created: '2026-01-01T00:00:00Z',
    engine: { name: 'wasm', version: '', precision: 'float64', threads: 0 },
    request: { mode: 'layers', operands: [...operands], measures: measures.map(({ id }) => ({ id })) },
    items,
    results,
    problems: [],
  };
  const read = {
    key: null,
    subject: 'representation',
    layout: 'ND',
    reduction: 'mean',
    rows: null,
    labels: null,
  } as const;
  const reads = operands.map(async (path): Promise<PlannedItem> => {
    const files = isAbsolute(path) ? [await fileState(path)] : [];
    return { id: path, read: { ...read, path, files, bytes: 8 * ROWS, fingerprint: path } };
  });
  return { document, blocks, classNames: null, items: await Promise.all(reads) };
}
