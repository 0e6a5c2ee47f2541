import type { Item, Result, ResultDocument } from '../../src/comparison/document';
import type { CatalogueEntry } from '../../webview/protocol';

/*
 * Result documents made by hand, as the engine would write them: values are a smooth function of the position, so that
 * every run draws the same pictures.
 */

type Mode = ResultDocument['request']['mode'];

export const catalogue: readonly CatalogueEntry[] = [
  entry({
    id: 'cka',
    name: 'Centred kernel alignment',
    kind: 'similarity',
    range: [0, 1],
    parameters: {
      kernel: {
        type: 'choice',
        choices: ['linear', 'rbf'],
        default: 'linear',
        help: 'The kernel of the similarity matrices.',
      },
      fraction: {
        type: 'number',
        default: 0.5,
        above: 0,
        help: 'Bandwidth as a fraction of the median distance.',
        when: { kernel: 'rbf' },
      },
      debiased: { type: 'boolean', default: false, help: 'The unbiased estimator.' },
    },
  }),
  entry({ id: 'mean-cca', name: 'Mean canonical correlation', kind: 'similarity', range: [0, 1] }),
  entry({ id: 'orthogonal-procrustes', name: 'Orthogonal Procrustes distance', kind: 'distance', range: [0, null] }),
  entry({ id: 'rsa', name: 'Representational similarity analysis', kind: 'similarity', range: [-1, 1] }),
  entry({
    id: 'knn-jaccard',
    name: 'Jaccard similarity of neighbourhoods',
    kind: 'similarity',
    range: [0, 1],
    parameters: { k: { type: 'integer', default: 10, min: 1, help: 'How many neighbours.' } },
  }),
  entry({ id: 'magnitude', name: 'Magnitude', kind: 'statistic', range: [0, null], arity: 'statistic' }),
  entry({ id: 'disagreement', name: 'Disagreement', kind: 'distance', range: [0, 1], subject: 'outputs' }),
  entry({ id: 'ambiguity', name: 'Ambiguity', kind: 'distance', range: [0, 1], subject: 'outputs', arity: 'group' }),
];

function entry(
  facts: Partial<CatalogueEntry> & Pick<CatalogueEntry, 'id' | 'name' | 'kind' | 'range'>,
): CatalogueEntry {
  return {
    family: 'rsm',
    identity: facts.kind === 'similarity' ? 1 : 0,
    symmetric: true,
    metric: false,
    needs: [],
    parameters: {},
    references: [{ survey: '3.3', paper: 'A paper' }],
    formula: 's(R, R′)',
    summary: 'How alike two representations are.',
    cost: 'O(N·D²)',
    subject: 'representation',
    arity: 'pair',
    ...facts,
  };
}

export function item(run: string, snapshot: string, layer: string, extra: Partial<Item> = {}): Item {
  return {
    id: `${run}/${snapshot}/${layer}`,
    label: layer,
    run,
    snapshot,
    layer,
    path: `runs/${run}/${snapshot}/${layer}.npy`,
    key: null,
    shape: [500, 16, 4, 4],
    dtype: 'float16',
    reduced: [500, 16],
    reduction: 'mean over positions',
    rank: 14,
    fingerprint: `${run}-${snapshot}-${layer}`,
    ...extra,
  };
}

export function result(
  measure: string,
  rows: readonly Item[] | '*',
  cols: readonly Item[] | '*',
  value: (row: number, col: number) => number | null,
  extra: Partial<Result> = {},
): Result {
  const ids = (items: readonly Item[] | '*'): string[] => (items === '*' ? ['*'] : items.map(({ id }) => id));
  const [r, c] = [ids(rows), ids(cols)];
  const specs = catalogue.find(({ id }) => id === measure)?.parameters ?? {};
  return {
    measure,
    params: Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default])),
    rows: r,
    cols: c,
    values: r.map((_, row) => c.map((__, col) => value(row, col))),
    undefined: [],
    details: {},
    warnings: [],
    seconds: 0.4,
    ...extra,
  };
}

export function documentOf(
  mode: Mode,
  items: readonly Item[],
  results: readonly Result[],
  extra: Partial<ResultDocument> = {},
): ResultDocument {
  return {
    likeness: 1,
    created: '2026-01-31T12:00:00Z',
    status: 'complete',
    engine: { name: 'wasm', version: '0.1.0', precision: 'float64', threads: 2, reason: 'TensorFlow is not installed' },
    request: {
      mode,
      operands: ['runs/a', 'runs/b'],
      measures: results.map(({ measure }) => ({ id: measure })),
      seed: 0,
    },
    items: [...items],
    results: [...results],
    facts: ['instance order not verified', 'conv layers: mean over positions'],
    problems: [],
    ...extra,
  };
}

/** Alike near the diagonal. */
export function near(row: number, col: number): number {
  return Number((0.2 + 0.75 * Math.exp(-Math.abs(row - col) / 2) - 0.01 * Math.min(row, 10)).toFixed(4));
}

const names = ['conv1', 'conv2', 'fc1', 'logits'];

export function layersDocument(layers: readonly string[] = names): ResultDocument {
  const a = layers.map((layer) => item('cnn_seed0', 'epoch 30', layer));
  const b = layers.map((layer) => item('cnn_seed1', 'epoch 30', layer));
  const n = 120;
  const jaccard = Array.from({ length: n }, (_, i) => Math.round(50 * (1 + Math.sin(i * 1.7))) / 100);
  return documentOf(
    'layers',
    [...a, ...b],
    [
      result('cka', a, b, near, { warnings: ['uninformative: N ≤ D for fc1'] }),
      result('orthogonal-procrustes', a, b, (row, col) => 14 * (1 - near(row, col)), {
        details: {
          cells: [{ row: 0, col: 0, rotation: 'found', residual: 0.1234, perInstance: { distance: jaccard } }],
        },
      }),
      result('rsa', a, b, (row, col) => 2 * near(row, col) - 1),
    ],
  );
}

/** One of each kind of nothing. */
export function troubledDocument(): ResultDocument {
  const document = layersDocument();
  const [first] = document.results;
  Object.assign(first!.values[0]!, [null, null]);
  first!.values[2] = [null, null, null, null];
  first!.undefined = [{ row: 0, col: 0, reason: 'a constant representation has no similarity structure' }];
  first!.failed = [{ row: 0, col: 1, reason: 'The engine ended while it worked on this cell.' }];
  first!.undefined.push({ row: 2, col: 3, reason: '12 rows of cnn_seed0/fc1.npy hold NaN' });
  document.status = 'partial';
  document.problems = [
    { path: 'runs/cnn_seed1/epoch 30/conv3.npy', message: 'ends after 128 of 4096 bytes: write it again.' },
  ];
  return document;
}

export function allUndefinedDocument(): ResultDocument {
  const document = layersDocument();
  for (const each of document.results) {
    each.values = each.values.map((row) => row.map(() => null));
    each.undefined = each.rows.flatMap((_, row) =>
      each.cols.map((__, col) => ({ row, col, reason: 'all rows are equal' })),
    );
  }
  return document;
}

export function trainingDocument(layers: readonly string[] = names): ResultDocument {
  const snapshots = ['epoch 0', 'epoch 1', 'epoch 3', 'epoch 10', 'epoch 30'];
  const items = layers.map((layer) => snapshots.map((snapshot) => item('cnn_seed0', snapshot, layer)));
  return documentOf(
    'training',
    items.flat(),
    items.flatMap((moments, index) => {
      const value = (row: number, col: number): number => near(row, col) - 0.04 * index;
      const last = moments.slice(-1);
      return [
        result('cka', moments, moments, value, { symmetric: true }),
        result('cka', moments, last, (row) => value(row, moments.length - 1)),
      ];
    }),
  );
}

export function modelsDocument(): ResultDocument {
  const models = ['cnn_seed0', 'cnn_seed1', 'cnn_seed2', 'cnn_narrow_seed0', 'mlp_seed0'];
  const items = models.map((run) => item(run, 'epoch 30', 'fc1'));
  return documentOf('models', items, [result('cka', items, items, near, { symmetric: true })]);
}

/** Three families of models: alike within, less so between them. */
export function familiesDocument(): ResultDocument {
  const models = [
    'cnn_seed0',
    'mlp_seed0',
    'cnn_seed1',
    'cnn_narrow_seed0',
    'mlp_seed1',
    'cnn_seed2',
    'cnn_narrow_seed1',
  ];
  const family = models.map((name) => name.replace(/_seed\d+$/, ''));
  const width = (name: string): number => (name === 'cnn_narrow' ? 16 : name === 'mlp' ? 32 : 64);
  const items = models.map((run, at) => item(run, 'epoch 30', 'fc1', { reduced: [500, width(family[at]!)] }));
  const alike = (row: number, col: number): number => {
    if (row === col) return 1;
    const [low, high] = [Math.min(row, col), Math.max(row, col)];
    const base = family[row] === family[col] ? 0.9 : [family[row], family[col]].includes('mlp') ? 0.35 : 0.7;
    return Number((base - 0.013 * ((low * 3 + high * 5) % 7)).toFixed(4));
  };
  return documentOf('models', items, [result('cka', items, items, alike, { symmetric: true })]);
}

export function outputsDocument(): ResultDocument {
  const items = ['cnn_seed0', 'cnn_seed1', 'cnn_seed2'].map((run) => item(run, 'epoch 30', 'logits'));
  return documentOf('outputs', items, [
    result('disagreement', items, items, (row, col) => 0.01 * Math.abs(row - col), { symmetric: true }),
    result('ambiguity', '*', '*', () => 0.034, { details: { cells: [{ row: 0, col: 0, stableCore: 0.966 }] } }),
  ]);
}

export function pairDocument(): ResultDocument {
  const [a, b] = [item('cnn_seed0', 'epoch 30', 'conv2'), item('cnn_seed1', 'epoch 30', 'conv2')];
  const correlations = Array.from({ length: 14 }, (_, i) => Number((1 - (i / 14) ** 2).toFixed(4)));
  const jaccard = Array.from({ length: 200 }, (_, i) => Math.round(50 * (1 + Math.sin(i * 1.7))) / 100);
  return documentOf(
    'pair',
    [a, b],
    [
      result('mean-cca', [a], [b], () => 0.7123, {
        details: { cells: [{ row: 0, col: 0, correlations, ranks: [14, 15] }] },
      }),
      result('knn-jaccard', [a], [b], () => 0.481, {
        details: { cells: [{ row: 0, col: 0, perInstance: { jaccard } }] },
      }),
      result('cka', [a], [b], () => 0.91),
    ],
  );
}

export function statisticsDocument(): ResultDocument {
  const items = names.map((layer) => item('cnn_seed0', 'epoch 30', layer));
  return documentOf('statistics', items, [
    result('magnitude', items, '*', (row) => (row === 2 ? null : 3.2 + row), {
      undefined: [{ row: 2, col: 0, reason: 'no live neurons' }],
    }),
  ]);
}

/** A document as it is planned: nothing computed. */
export function emptied(document: ResultDocument): ResultDocument {
  const planned = structuredClone(document);
  delete planned.status;
  for (const each of planned.results) {
    each.values = each.values.map((row) => row.map(() => null));
    each.seconds = 0;
  }
  return planned;
}

export const hostileName = '<img src=x onerror="alert(1)"><b>bold</b>&amp;</script><script>alert(2)</script>';
export const longName = `encoder.${'block.attention.'.repeat(12)}output`.slice(0, 200);
