import { describe, expect, it } from 'vitest';
import { append, hasChanged, isIncomplete, settle } from '../../../src/vscode/comparison/appending';
import { csvOf } from '../../../src/vscode/comparison/csv';
import { requestOf, wholeRequestOf } from '../../../src/vscode/comparison/requests';
import { titleOf, titleOfLabels } from '../../../src/vscode/comparison/title';
import { describeKept } from '../../../src/vscode/kept/entry';
import { describeMeasure, rangeText } from '../../../src/vscode/measures/describe';
import { invariances } from '../../../src/measures/measure';
import { entryOf, inEnglish, plannedDocument } from './fakes';

const request = { operands: ['/data/a', '/data/b'], base: '/data', measures: [{ id: 'cka' }] };

describe('titles', () => {
  it('name both runs and the shared snapshot', () => {
    expect(titleOf(plannedDocument(request), inEnglish)).toBe('a ↔ b · epoch 1');
  });

  it('name the run over training', () => {
    const document = plannedDocument({ ...request, mode: 'training' });
    document.items = document.items.slice(0, 2);
    expect(titleOf(document, inEnglish)).toBe('a over training');
  });

  it('shorten many', () => {
    expect(titleOfLabels(['a', 'b', 'c', 'd'], inEnglish)).toBe('a ↔ b and 2 more');
    expect(titleOfLabels(['a', 'b'], inEnglish)).toBe('a ↔ b');
  });
});

describe('requests of documents', () => {
  it('carry every field that decides the numbers', () => {
    const document = plannedDocument(request);
    Object.assign(document.request, { reduction: 'flatten', instances: 100, seed: 3, ids: '/data/ids.npy' });
    expect(requestOf(document, '/elsewhere')).toEqual({
      base: '/elsewhere',
      mode: 'layers',
      operands: request.operands,
      measures: [{ id: 'cka', params: {} }],
      reduction: 'flatten',
      instances: 100,
      seed: 3,
      ids: '/data/ids.npy',
    });
  });

  it('ask for each measure once', () => {
    const document = plannedDocument({ ...request, measures: [{ id: 'cka' }, { id: 'cka' }, { id: 'rsa' }] });
    expect(wholeRequestOf(document, '/data').measures.map(({ id }) => id)).toEqual(['cka', 'rsa']);
  });
});

describe('appending results', () => {
  it('adds new items once and says where the results begin', () => {
    const document = plannedDocument(request);
    const more = plannedDocument({ ...request, measures: [{ id: 'rsa' }] });
    more.items.push({ ...more.items[0]!, id: 'new' });
    expect(append(document, more)).toBe(1);
    expect(document.items).toHaveLength(5);
  });

  it('notices changed files', () => {
    expect(hasChanged(plannedDocument(request), plannedDocument(request))).toBe(false);
    expect(hasChanged(plannedDocument(request), plannedDocument(request, 'f2'))).toBe(true);
  });

  it('is complete only when every cell has a value or a reason', () => {
    const document = plannedDocument(request);
    const [result] = document.results;
    result!.values = [[1, null], [1, 1]]; // prettier-ignore
    expect(isIncomplete(document)).toBe(true);
    result!.undefined = [{ row: 0, col: 1, reason: 'no variance' }];
    expect(isIncomplete(document)).toBe(false);
  });

  it('tells a problem once', () => {
    const document = plannedDocument(request);
    document.problems = [{ path: '/x', message: 'bad' }];
    const more = plannedDocument({ ...request, measures: [{ id: 'rsa' }] });
    const offset = append(document, more);
    settle(document, { ...more, problems: [{ path: '/x', message: 'bad' }], status: 'partial' }, offset);
    expect(document.problems).toHaveLength(1);
    expect(document.request.measures.map(({ id }) => id)).toEqual(['cka', 'rsa']);
    expect(document.status).toBe('partial');
  });
});

describe('the CSV table', () => {
  it('has a line a cell with value or reason, and quotes what needs it', () => {
    const document = plannedDocument({ ...request, measures: [{ id: 'cka', params: { debiased: true } }] });
    const [result] = document.results;
    result!.rows[0] = 'a, "b"';
    result!.values = [[0.5, null], [null, null]]; // prettier-ignore
    result!.undefined = [{ row: 0, col: 1, reason: 'no variance' }];
    expect(csvOf(document).split('\r\n').slice(0, 3)).toEqual([
      'measure,parameters,row,column,value,reason',
      'cka,debiased=true,"a, ""b""",b/conv1,0.5,',
      'cka,debiased=true,"a, ""b""",b/fc1,,no variance',
    ]);
  });
});

describe('measures in the quick pick', () => {
  it('say kind, range and what leaves them unchanged', () => {
    const entry = entryOf('cka', { invariances: invariances('111010'), needs: ['labels'] });
    expect(describeMeasure(entry, inEnglish)).toEqual({
      description: 'cka · similarity, higher = more alike · [0, 1] · needs labels',
      detail: 'Unchanged by rotation, scaling, translation. A measure.',
    });
  });

  it('show open ranges', () => {
    expect(rangeText({ range: [0, null] })).toBe('[0, ∞)');
    expect(rangeText({ range: [null, 1] })).toBe('(−∞, 1]');
    expect(rangeText({ range: [0, Math.PI / 2] })).toBe('[0, π/2]');
    expect(rangeText({ range: [0, Math.LN2] })).toBe('[0, 0.6931]');
  });
});

it('an entry of the Comparisons view needs nothing of the values', () => {
  const document = plannedDocument({ ...request, measures: [{ id: 'cka' }, { id: 'cka' }, { id: 'rsa' }] });
  expect(describeKept('1', 'a ↔ b', document)).toMatchObject({ measures: ['cka', 'rsa'], items: 4, status: 'partial' });
});
