import * as v from 'valibot';
import { drilldownSchema, MOST_FEATURED } from '../comparison/drilldown/types';
import { resultDocumentSchema } from '../comparison/document';
import type { ComparisonRequest, EngineOptions } from '../comparison/request';
import type { Experiment, Layer, Output, Problem, Run, Snapshot } from '../experiments/types';
import type { Details, Json } from '../measures/measure';
import type { Extraction } from '../models/extract';
import type { Validators } from '../rpc/rpc';
import type {
  ArraySummary,
  Cell,
  CellRef,
  EngineStatus,
  EngineVocabulary,
  HostVocabulary,
  Inspection,
  Progress,
} from './protocol';

/*
 * What the host and the engine child believe of each other: every request, event and answer is checked against these.
 */

/** A check of `T` that no field may be missing from: what is added to the type and not here would be lost on the way. */
function objectOf<T extends object>(fields: {
  readonly [K in keyof Required<T>]: v.GenericSchema<unknown, T[K]>;
}): v.GenericSchema<unknown, T> {
  return v.object(fields) as unknown as v.GenericSchema<unknown, T>;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const path = v.pipe(v.string(), v.nonEmpty());
const job = v.pipe(v.string(), v.nonEmpty());
const shape = v.array(count);
const dtype = v.picklist([
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'float8_e4m3',
  'float8_e5m2',
  'int64',
  'uint64',
  'int32',
  'uint32',
  'int16',
  'uint16',
  'int8',
  'uint8',
  'bool',
  'string',
]);
const layout = v.picklist(['ND', 'DN', 'NCHW', 'NHWC', 'NTD']);
const reduction = v.picklist(['mean', 'flatten', 'positions', 'last', 'first']);
const parameters = v.record(v.string(), v.union([v.number(), v.boolean(), v.string(), v.null()]));

export const comparisonRequestSchema = objectOf<ComparisonRequest>({
  operands: v.array(v.string()),
  base: path,
  measures: v.array(v.object({ id: v.string(), params: v.optional(parameters) })),
  mode: v.optional(v.picklist(['pair', 'layers', 'training', 'models', 'statistics', 'outputs'])),
  outputs: v.optional(v.boolean()),
  outputKind: v.optional(v.picklist(['logits', 'probabilities', 'classes', 'auto'])),
  labels: v.optional(path),
  ids: v.optional(path),
  alignedWith: v.optional(v.array(v.string())),
  instances: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  seed: v.optional(v.pipe(v.number(), v.integer())),
  layers: v.optional(v.string()),
  layer: v.optional(v.string()),
  reference: v.optional(v.string()),
  reduction: v.optional(reduction),
  layout: v.optional(v.union([layout, v.literal('auto')])),
  layoutOf: v.optional(v.record(v.string(), layout)),
  dropNanRows: v.optional(v.boolean()),
  precision: v.optional(v.picklist(['float64', 'float32'])),
  permutations: v.optional(count),
  shard: v.optional(v.object({ index: count, of: count })),
});

const options = objectOf<EngineOptions>({
  engine: v.picklist(['auto', 'tensorflow', 'wasm']),
  threads: count,
  memory: v.pipe(v.number(), v.minValue(0)),
  cache: v.optional(v.object({ folder: path, bytes: count, sides: count })),
});

const cellRef = objectOf<CellRef>({ result: count, row: count, col: count });

/** Details may hold hundreds of thousands of numbers: that they are plain data is all that the pipe has not ensured. */
const json = v.custom<Json>(
  (value) => value === null || ['boolean', 'number', 'string', 'object'].includes(typeof value),
);
const details: v.GenericSchema<unknown, Details> = v.record(v.string(), json);

const content = {
  value: v.nullable(v.pipe(v.number(), v.finite())),
  reason: v.optional(v.string()),
  failed: v.optional(v.boolean()),
  details: v.optional(details),
  warnings: v.optional(v.array(v.string())),
  seconds: v.pipe(v.number(), v.minValue(0)),
};
const cell = objectOf<Cell>({ result: count, row: count, col: count, ...content });

/** A cell's content, as it is kept on disk. */
export const finding = objectOf<Omit<Cell, keyof CellRef>>(content);

const progress = objectOf<Progress>({
  stage: v.string(),
  done: v.pipe(v.number(), v.minValue(0)),
  of: v.pipe(v.number(), v.minValue(0)),
});

const status = objectOf<EngineStatus>({
  name: v.picklist(['wasm', 'tensorflow']),
  version: v.string(),
  threads: count,
  reason: v.optional(v.string()),
});

const summary = objectOf<ArraySummary>({
  key: v.nullable(v.string()),
  shape,
  dtype,
  order: v.picklist(['C', 'F']),
  min: v.nullable(v.number()),
  max: v.nullable(v.number()),
  mean: v.nullable(v.number()),
  std: v.nullable(v.number()),
  nan: count,
  inf: count,
  zeroRows: count,
  constantColumns: count,
  deadColumns: count,
  duplicateRows: count,
  histogram: v.nullable(v.object({ low: v.number(), width: v.number(), counts: v.array(count) })),
  effectiveRank: v.nullable(v.object({ value: v.number(), rows: count })),
});

const inspection = objectOf<Inspection>({
  path,
  format: v.string(),
  arrays: v.array(summary),
  ignored: v.array(v.object({ key: v.string(), reason: v.string() })),
});

const array = { path, key: v.optional(v.string()), shape, dtype, parts: v.optional(v.array(path)) };
const name = v.string();
const layer = objectOf<Layer>({ ...array, name, layout: v.optional(layout), reduction: v.optional(reduction) });
const output = objectOf<Output>({
  ...array,
  name,
  role: v.picklist(['logits', 'probabilities', 'classes', 'labels', 'ids', 'inputs', 'mask']),
  guessed: v.boolean(),
});
const snapshot = objectOf<Snapshot>({
  label: v.string(),
  epoch: v.optional(v.number()),
  step: v.optional(v.number()),
  tag: v.optional(v.string()),
  path,
  checkpoint: v.optional(v.string()),
  liveModel: v.optional(v.string()),
  weights: v.optional(v.literal(true)),
  layers: v.array(layer),
  outputs: v.array(output),
});
const run = objectOf<Run>({
  name,
  path,
  seed: v.optional(v.number()),
  model: v.optional(v.string()),
  dataset: v.optional(v.string()),
  snapshots: v.array(snapshot),
});
const problem = objectOf<Problem>({ path: v.string(), message: v.string() });
const experiment = objectOf<Omit<Experiment, 'runs'>>({
  root: path,
  shared: v.array(output),
  problems: v.array(problem),
});

const extraction = objectOf<Extraction>({
  model: path,
  inputs: path,
  folder: path,
  layers: v.optional(v.string()),
  batch: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

/** What the child lets in. */
export const engineValidators: Validators<EngineVocabulary> = {
  requests: {
    scan: v.object({ job, root: path, exclude: v.optional(v.array(v.string())) }),
    inspect: v.object({ job, path, key: v.optional(v.string()) }),
    compare: v.object({
      job,
      request: comparisonRequestSchema,
      options,
      known: v.optional(v.array(cell)),
      suspects: v.optional(v.array(cellRef)),
    }),
    drilldown: v.object({
      job,
      request: comparisonRequestSchema,
      featured: v.pipe(v.array(count), v.maxLength(MOST_FEATURED)),
    }),
    sample: v.object({ job, folder: path, seed: v.optional(v.pipe(v.number(), v.integer())) }),
    extract: v.object({ job, extraction }),
    installTensorflow: v.object({ job, folder: path, from: v.optional(path) }),
    removeTensorflow: v.object({ folder: path }),
    cancel: v.object({ job }),
    skip: v.object({ job }),
    status: v.object({ options }),
  },
  events: {},
};

/** What the host lets in. */
export const hostValidators: Validators<HostVocabulary> = {
  requests: {},
  events: {
    found: v.object({ job, runs: v.array(run) }),
    planned: v.object({ job, document: resultDocumentSchema }),
    cells: v.object({ job, cells: v.array(cell) }),
    progress: v.object({ job, progress }),
    started: v.object({ job, task: count, cells: v.array(cellRef), ended: v.array(count) }),
    ready: v.null(),
  },
};

/** What the host believes of answers. */
export const answers = {
  scan: experiment,
  inspect: inspection,
  compare: resultDocumentSchema,
  drilldown: drilldownSchema,
  sample: v.object({ folder: path }),
  extract: v.object({ folder: path, files: v.array(v.string()) }),
  installTensorflow: v.object({ version: v.string(), source: v.string() }),
  removeTensorflow: v.object({ removed: v.boolean() }),
  status,
};
