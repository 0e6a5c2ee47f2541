import { beforeEach, describe, expect, it } from 'vitest';
import type { ResultDocument } from '../../../src/comparison/document';
import { RemoteError } from '../../../src/rpc/rpc';
import { Comparison, type ComparisonObserver } from '../../../src/vscode/comparison/comparison';
import { cell, entryOf, FakeEngine, plannedDocument, settled } from './fakes';

const request = {
  operands: ['/data/a', '/data/b'],
  base: '/data',
  measures: [{ id: 'cka', params: { debiased: false } }],
};
const catalogue = [
  entryOf('cka', { parameters: { debiased: { type: 'boolean', default: false, help: '' } } }),
  entryOf('rsa'),
  entryOf('mean-cca'),
  entryOf('knn-jaccard'),
];

describe('a comparison', () => {
  let engine: FakeEngine;
  let kept: ResultDocument[];
  let told: string[];
  let comparison: Comparison;

  const observer: ComparisonObserver = {
    shown: (result) => told.push(`shown ${result ?? '-'}`),
    cells: (cells) => told.push(`cells ${cells.map((one) => `${one.result}:${one.row},${one.col}`).join(' ')}`),
    progress: ({ stage }) => told.push(`progress ${stage}`),
    finished: ({ status }) => told.push(`finished ${status}`),
    failed: (message) => told.push(`failed ${message}`),
  };
  const make = (document?: ResultDocument): Comparison => {
    const keep = ({ document: now }: Comparison): Promise<void> => {
      kept.push(structuredClone(now!));
      return Promise.resolve();
    };
    const parts = { engine, catalogue: () => Promise.resolve(catalogue), keep, log: () => undefined };
    const made = new Comparison(parts, {
      title: 'a ↔ b',
      request,
      ...(document && { document }),
      titled: () => 'planned title',
    });
    made.observe(observer);
    return made;
  };
  /** Plans the last job, fills every cell with `value` and finishes it. */
  const complete = async (value: number): Promise<void> => {
    await settled();
    const job = engine.lastJob;
    const finished = plannedDocument(job.request);
    job.plan();
    for (const result of finished.results) result.values = [[value, value], [value, value]]; // prettier-ignore
    await job.finish({ ...finished, status: 'complete' });
  };

  beforeEach(() => {
    engine = new FakeEngine();
    kept = [];
    told = [];
    comparison = make();
  });

  it('shows the plan, then cells, then the end', async () => {
    void comparison.run(request);
    await settled();
    expect(comparison.running).toBe(true);
    engine.lastJob.plan();
    expect(comparison.title).toBe('planned title');
    engine.lastJob.listener.cells([cell(0, 1, 0.25)]);
    expect(comparison.document?.results[0]?.values).toEqual([
      [null, 0.25],
      [null, null],
    ]);
    const finished = { ...plannedDocument(request), status: 'complete' as const };
    await engine.lastJob.finish(finished);
    expect(told).toEqual(['shown -', 'shown 0', 'cells 0:0,1', 'finished complete']);
    expect(comparison.running).toBe(false);
    expect(comparison.document).toBe(finished);
  });

  it('keeps the document when it is planned and when it is finished', async () => {
    void comparison.run(request);
    await complete(0.5);
    expect(kept.map(({ results }) => results[0]?.values[0]?.[0])).toEqual([null, 0.5]);
  });

  it('adds another measure as a new result over the same items', async () => {
    void comparison.run(request);
    await complete(0.5);
    void comparison.chooseMeasure('rsa', {});
    await settled();
    const job = engine.lastJob;
    expect(job.request.measures).toEqual([{ id: 'rsa', params: {} }]);
    job.plan();
    job.listener.cells([cell(1, 1, 0.75)]);
    expect(comparison.document?.results.map(({ measure }) => measure)).toEqual(['cka', 'rsa']);
    expect(comparison.document?.results[1]?.values[1]?.[1]).toBe(0.75);
    expect(comparison.document?.results[0]?.values[1]?.[1]).toBe(0.5);
    expect(comparison.document?.items).toHaveLength(4);
    expect(told.slice(-2)).toEqual(['shown 1', 'cells 1:1,1']);
  });

  it('shows a measure that is there already without computing it', async () => {
    void comparison.run(request);
    await complete(0.5);
    await comparison.chooseMeasure('cka', {});
    expect(engine.jobs).toHaveLength(1);
    expect(told.at(-1)).toBe('shown 0');
  });

  it('computes the same measure again with other parameters', async () => {
    void comparison.run(request);
    await complete(0.5);
    void comparison.chooseMeasure('cka', { debiased: true });
    await complete(0.4);
    expect(comparison.document?.results.map(({ params }) => params)).toEqual([{ debiased: false }, { debiased: true }]);
    expect(comparison.document?.status).toBe('complete');
  });

  it('refuses a measure that does not exist, in one line, and computes nothing', async () => {
    await comparison.chooseMeasure('ckaa', {});
    expect(engine.jobs).toHaveLength(0);
    expect(told.at(-1)).toMatch(/^failed There is no measure "ckaa"/);
  });

  it('computes everything again when a file changed since', async () => {
    void comparison.run(request);
    await complete(0.5);
    void comparison.chooseMeasure('rsa', {});
    await settled();
    const appending = engine.lastJob;
    appending.plan('f2');
    expect(appending.cancelled).toBe(true);
    await appending.finish(plannedDocument(appending.request, 'f2'));
    expect(engine.lastJob.request.measures.map(({ id }) => id)).toEqual(['cka', 'rsa']);
    engine.lastJob.plan('f2');
    expect(comparison.document?.items[0]?.fingerprint).toMatch(/^f2 /);
  });

  it('keeps what was finished when it is cancelled, and drops what waits', async () => {
    void comparison.run(request);
    void comparison.chooseMeasure('rsa', {});
    await settled();
    engine.lastJob.plan();
    engine.lastJob.listener.cells([cell(0, 0, 1)]);
    comparison.cancel();
    expect(engine.lastJob.cancelled).toBe(true);
    const partial = { ...structuredClone(comparison.document!), status: 'cancelled' as const };
    await engine.lastJob.finish(partial);
    await settled();
    expect(engine.jobs).toHaveLength(1);
    expect(comparison.running).toBe(false);
    expect(kept.at(-1)?.status).toBe('cancelled');
    expect(kept.at(-1)?.results[0]?.values[0]?.[0]).toBe(1);
  });

  it('can be run again after it was cancelled', async () => {
    void comparison.run(request);
    await settled();
    comparison.cancel();
    await engine.lastJob.fail(new Error('Cancelled.'));
    void comparison.rerun();
    await complete(0.5);
    expect(comparison.failure).toBeUndefined();
    expect(comparison.document?.status).toBe('complete');
  });

  it('tells why it failed and keeps the cells that there are', async () => {
    void comparison.run(request);
    await settled();
    engine.lastJob.plan();
    engine.lastJob.listener.cells([cell(0, 0, 1)]);
    await engine.lastJob.fail(new RemoteError('No dumps for /data/a.', 'NoDumpsError'));
    expect(comparison.failure).toBe('No dumps for /data/a.');
    expect(comparison.failedCode).toBe('NoDumpsError');
    expect(kept.at(-1)?.results[0]?.values[0]?.[0]).toBe(1);
    expect(told.at(-1)).toBe('failed No dumps for /data/a.');
  });

  it('asks for the two items of a cell over the same instances, with measures that explain', async () => {
    void comparison.run(request);
    await complete(0.5);
    void comparison.pairDetails(0, 1, 0);
    const { request: asked } = engine.lastJob;
    expect(asked.mode).toBe('pair');
    expect(asked.operands).toEqual(['/data/a/fc1.npy', '/data/b/conv1.npy']);
    expect(asked.alignedWith).toEqual(['/data/a', '/data/b']);
    expect(asked.measures.map(({ id }) => id)).toEqual(['cka', 'mean-cca', 'knn-jaccard']);
  });

  it('refuses details of a cell that is not there', async () => {
    void comparison.run(request);
    await complete(0.5);
    await expect(comparison.pairDetails(0, 7, 0)).rejects.toThrow('This cell is not one of a pair.');
  });

  it('runs again all measures that were added to an opened document', async () => {
    const document = plannedDocument({ ...request, measures: [...request.measures, { id: 'rsa' }] });
    comparison = make(document);
    void comparison.rerun();
    await settled();
    expect(engine.lastJob.request.measures.map(({ id }) => id)).toEqual(['cka', 'rsa']);
    expect(engine.lastJob.request.base).toBe('/data');
  });

  it('runs again without the rows that hold NaN, for good', async () => {
    void comparison.run(request);
    await complete(0.5);
    void comparison.rerun({ dropNanRows: true });
    await complete(0.5);
    expect(engine.lastJob.request).toMatchObject({ dropNanRows: true, operands: request.operands });
    expect(comparison.request?.dropNanRows).toBe(true);
  });

  it('keeps its document when the file on disk is damaged later', () => {
    const document = plannedDocument(request);
    comparison = make(document);
    comparison.reload({ failure: 'damaged' });
    expect(comparison.document).toBe(document);
    expect(comparison.failure).toBe('damaged');
  });
});
