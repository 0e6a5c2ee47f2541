import type { ResultDocument } from '../../../src/comparison/document';
import type { ComparisonRequest } from '../../../src/comparison/request';
import type { Translate } from '../../../src/vscode/ui/text';
import type { Cell } from '../../../src/engine/protocol';
import type { Experiment, Snapshot } from '../../../src/experiments/types';
import type { CatalogueEntry } from '../../../src/measures/facts';
import type { ComparisonListener, Engine } from '../../../src/vscode/engine/port';

export const inEnglish: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));

export function snapshotOf(run: string, epoch: number, layers: readonly string[] = ['conv1', 'fc1']): Snapshot {
  const path = `/data/runs/${run}/epoch_${epoch}`;
  const array = (name: string) => ({ path: `${path}/${name}.npy`, shape: [500, 32], dtype: 'float32' as const });
  return {
    label: `epoch ${epoch}`,
    epoch,
    path,
    layers: layers.map((name) => ({ name, ...array(name) })),
    outputs: [{ name: 'logits', role: 'logits', guessed: false, ...array('logits') }],
  };
}

export function experimentOf(runs: Readonly<Record<string, readonly number[]>>): Experiment {
  return {
    root: '/data',
    runs: Object.entries(runs).map(([name, epochs]) => ({
      name,
      path: `/data/runs/${name}`,
      snapshots: epochs.map((epoch) => snapshotOf(name, epoch)),
    })),
    shared: [],
    problems: [],
  };
}

/** A planned document: one item a layer of two runs, and an empty result a measure. */
export function plannedDocument(request: ComparisonRequest, fingerprint = 'f1'): ResultDocument {
  const item = (run: string, layer: string): ResultDocument['items'][number] => ({
    id: `${run}/${layer}`,
    label: layer,
    run,
    snapshot: 'epoch 1',
    layer,
    path: `/data/${run}/${layer}.npy`,
    key: null,
    shape: [500, 32],
    reduced: [500, 32],
    reduction: 'none',
    fingerprint: `${fingerprint} ${run}/${layer}`,
  });
  const rows = [item('a', 'conv1'), item('a', 'fc1')];
  const cols = [item('b', 'conv1'), item('b', 'fc1')];
  return {
    likeness: 1,
    created: '2026-01-31T12:00:00.000Z',
    engine: { name: 'wasm', version: '0.1.0', precision: 'float64', threads: 2 },
    request: {
      mode: request.mode ?? 'layers',
      operands: [...request.operands],
      measures: request.measures.map(({ id, params }) => ({ id, params: { ...params } })),
    },
    items: [...rows, ...cols],
    results: request.measures.map(({ id, params = {} }) => ({
      measure: id,
      params: { ...params },
      rows: rows.map(({ id: row }) => row),
      cols: cols.map(({ id: col }) => col),
      values: [
        [null, null],
        [null, null],
      ],
      undefined: [],
      details: {},
      warnings: [],
      seconds: 0,
    })),
    problems: [],
  };
}

export const cell = (row: number, col: number, value: number, result = 0): Cell => ({
  result,
  row,
  col,
  value,
  seconds: 0.5,
});

/** A job that the test drives by hand. */
export class FakeJob {
  cancelled = false;
  skipped = false;
  #finish!: (document: ResultDocument) => void;
  #fail!: (error: Error) => void;
  readonly result = new Promise<ResultDocument>((resolve, reject) => {
    this.#finish = resolve;
    this.#fail = reject;
  });

  constructor(
    readonly request: ComparisonRequest,
    readonly listener: ComparisonListener,
  ) {}

  plan(fingerprint?: string): ResultDocument {
    const document = plannedDocument(this.request, fingerprint);
    this.listener.planned(document);
    return document;
  }

  async finish(document: ResultDocument): Promise<void> {
    this.#finish(document);
    await settled();
  }

  async fail(error: Error): Promise<void> {
    this.#fail(error);
    await settled();
  }

  cancel = (): void => {
    this.cancelled = true;
  };
  skip = (): void => {
    this.skipped = true;
  };
}

export class FakeEngine implements Engine {
  readonly jobs: FakeJob[] = [];

  compare(request: ComparisonRequest, listener: ComparisonListener): FakeJob {
    const job = new FakeJob(request, listener);
    this.jobs.push(job);
    return job;
  }

  get lastJob(): FakeJob {
    return this.jobs.at(-1)!;
  }

  scan = (): never => unused();
  inspect = (): never => unused();
  sample = (): never => unused();
  extract = (): never => unused();
  drilldown = (): never => unused();
  status = (): never => unused();
}

function unused(): never {
  throw new Error('Not used here.');
}

/** Lets every promise that can settle do so. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function entryOf(id: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return {
    id,
    name: id.toUpperCase(),
    family: 'rsm',
    kind: 'similarity',
    range: [0, 1],
    identity: 1,
    symmetric: true,
    metric: false,
    needs: [],
    parameters: {},
    references: [],
    formula: '',
    summary: 'A measure.',
    cost: 'O(N)',
    subject: 'representation',
    arity: 'pair',
    ...more,
  };
}
