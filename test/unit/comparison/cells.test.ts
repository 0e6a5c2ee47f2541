import { describe, expect, it } from 'vitest';
import { applyCell, cellDetails, finishDocument } from '../../../src/comparison/cells';
import { someDocument, someResult } from './documents';

const cell = { result: 0, row: 0, col: 1, value: 0.5, seconds: 0.25 };

describe('applyCell', () => {
  it('writes the value, its warnings once, and adds up the time', () => {
    const document = someDocument();
    applyCell(document, { ...cell, warnings: ['near'] });
    applyCell(document, { ...cell, row: 1, warnings: ['near'] });
    expect(document.results[0]).toMatchObject({
      values: [
        [null, 0.5],
        [null, 0.5],
      ],
      warnings: ['near'],
      seconds: 0.5,
    });
  });

  it('mirrors cells of a symmetric result, and finds their details from both sides', () => {
    const document = someDocument({ results: [someResult({ symmetric: true })] });
    applyCell(document, { ...cell, details: { spectrum: [1, 0.5] } });
    const result = document.results[0]!;
    expect(result.values).toEqual([
      [null, 0.5],
      [0.5, null],
    ]);
    expect(result.details.cells).toHaveLength(1);
    expect(cellDetails(result, 1, 0)).toMatchObject({ spectrum: [1, 0.5] });
  });

  it('does not mirror where rows and columns are different things', () => {
    const document = someDocument();
    applyCell(document, { ...cell, details: { a: 1 } });
    expect(document.results[0]!.values[1]![0]).toBeNull();
    expect(cellDetails(document.results[0]!, 1, 0)).toBeUndefined();
  });

  it('keeps an undefined cell apart from a failed one, and a later value over both', () => {
    const document = someDocument();
    const result = document.results[0]!;
    applyCell(document, { ...cell, value: null, reason: 'constant' });
    applyCell(document, { ...cell, row: 1, value: null, reason: 'disk gone', failed: true });
    expect(result.undefined).toEqual([{ row: 0, col: 1, reason: 'constant' }]);
    expect(result.failed).toEqual([{ row: 1, col: 1, reason: 'disk gone' }]);
    applyCell(document, { ...cell, row: 1 });
    applyCell(document, cell);
    expect([result.undefined, result.failed]).toEqual([[], []]);
  });

  it('passes over a cell of a result that is not there', () => {
    const document = someDocument();
    applyCell(document, { ...cell, result: 7 });
    expect(document).toEqual(someDocument());
  });
});

describe('finishDocument', () => {
  const statistic = someResult({ measure: 'magnitude', cols: ['*'], values: [[3], [1.5]] });
  const pair = { ...someDocument().request, mode: 'pair' as const };

  it('gives the difference of a statistic over a pair', () => {
    const document = someDocument({ request: pair, results: [structuredClone(statistic)] });
    finishDocument(document, 'complete');
    expect(document.status).toBe('complete');
    expect(document.results[0]!.details.difference).toBe(1.5);
  });

  it('has no difference where one of the two is undefined', () => {
    const document = someDocument({
      request: pair,
      results: [{ ...structuredClone(statistic), values: [[3], [null]] }],
    });
    finishDocument(document, 'complete');
    expect(document.results[0]!.details.difference).toBeNull();
  });

  it('has no difference in other modes', () => {
    const document = someDocument({ results: [structuredClone(statistic)] });
    finishDocument(document, 'complete');
    expect(document.results[0]!.details).toEqual({});
  });

  it('calls a document partial that lost cells to errors', () => {
    const document = someDocument();
    applyCell(document, { ...cell, value: null, reason: 'x', failed: true });
    finishDocument(document, 'complete');
    expect(document.status).toBe('partial');
    finishDocument(document, 'cancelled');
    expect(document.status).toBe('cancelled');
  });
});
