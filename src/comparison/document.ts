import * as v from 'valibot';

/** The major version this code writes and reads. A newer one is refused, an older one would be converted. */
export const DOCUMENT_VERSION = 1;

/*
 * The result document (`*.likeness.json`): what the engine writes and every view draws. One definition serves the types, the
 * validation, and the JSON schema that VS Code is given (`npm run schema`). Objects are loose: fields we don't know survive.
 */

const parameters = v.record(v.string(), v.union([v.number(), v.boolean(), v.string(), v.null()]));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Every array that took part, once. */
const item = v.looseObject({
  id: v.pipe(v.string(), v.description('Unique in the document: run/snapshot/layer.')),
  label: v.string(),
  run: v.optional(v.nullable(v.string())),
  snapshot: v.optional(v.nullable(v.string())),
  layer: v.optional(v.nullable(v.string())),
  path: v.pipe(v.string(), v.description('Relative to the document where it can be.')),
  key: v.nullable(v.string()),
  shape: v.array(count),
  dtype: v.optional(v.string()),
  reduced: v.pipe(v.array(count), v.description('N×D after reduction and alignment.')),
  layout: v.optional(v.picklist(['ND', 'DN', 'NCHW', 'NHWC', 'NTD'])),
  reduction: v.pipe(v.string(), v.description('How a 3-D or 4-D array became N×D, in words.')),
  rank: v.optional(v.nullable(count)),
  fingerprint: v.pipe(
    v.string(),
    v.description('Of the file and everything that decides the matrix: equal fingerprints, equal numbers.'),
  ),
});

/** A cell without a value: indices into `rows` and `cols`, and why. */
const cellReason = v.looseObject({ row: count, col: count, reason: v.string() });
const permutation = v.looseObject({
  permutations: v.pipe(count, v.description('Permutations that gave a value.')),
  seed: v.pipe(v.number(), v.integer()),
  mean: v.number(),
  std: v.pipe(v.number(), v.minValue(0), v.description('Population standard deviation of the null.')),
  p: v.pipe(
    v.number(),
    v.minValue(0),
    v.maxValue(1),
    v.description('(1 + permutations at least as similar, or at most as distant)/(1 + permutations).'),
  ),
});
const cellDetails = v.looseObject({
  row: count,
  col: count,
  permutation: v.optional(
    v.pipe(permutation, v.description('The null distribution when the instances of the column item are permuted.')),
  ),
});

/** One measure with one set of parameters over rows × cols of items. */
const result = v.looseObject({
  measure: v.string(),
  params: v.pipe(parameters, v.description('The full set, defaults filled in.')),
  rows: v.pipe(v.array(v.string()), v.description('Item ids; ["*"] for a group measure.')),
  cols: v.pipe(v.array(v.string()), v.description('Item ids; ["*"] for a group measure or a statistic.')),
  title: v.optional(
    v.pipe(
      v.string(),
      v.description('What this result shows, where a comparison has several of a measure: the layer.'),
    ),
  ),
  symmetric: v.optional(
    v.pipe(
      v.boolean(),
      v.description('rows = cols and values[r][c] = values[c][r]; `details.cells` has each pair once.'),
    ),
  ),
  values: v.pipe(
    v.array(v.array(v.nullable(v.number()))),
    v.description('rows × cols; null = no value: undefined, failed, or not computed yet.'),
  ),
  undefined: v.array(cellReason),
  failed: v.optional(v.pipe(v.array(cellReason), v.description('Cells lost to an error that another try may cure.'))),
  details: v.pipe(
    v.looseObject({ cells: v.optional(v.array(cellDetails)), difference: v.optional(v.nullable(v.number())) }),
    v.description(
      'Per cell under `cells`: correlations, per-instance values, nulls; `difference` = |T − T′| of a statistic over a pair.',
    ),
  ),
  warnings: v.array(v.string()),
  seconds: v.number(),
});

/** The request as carried out: mode concluded, files absolute (relative to the document on disk). */
const request = v.looseObject({
  mode: v.picklist(['pair', 'layers', 'training', 'models', 'statistics', 'outputs']),
  operands: v.array(v.string()),
  measures: v.array(v.looseObject({ id: v.string(), params: v.optional(parameters) })),
  outputs: v.optional(v.boolean()),
  outputKind: v.optional(v.picklist(['logits', 'probabilities', 'classes', 'auto'])),
  labels: v.optional(v.string()),
  ids: v.optional(v.string()),
  alignedWith: v.optional(v.array(v.string())),
  instances: v.optional(count),
  seed: v.optional(v.number()),
  layers: v.optional(v.string()),
  layer: v.optional(v.string()),
  reference: v.optional(v.string()),
  reduction: v.optional(v.picklist(['mean', 'flatten', 'positions', 'last', 'first'])),
  layout: v.optional(v.picklist(['auto', 'ND', 'DN', 'NCHW', 'NHWC', 'NTD'])),
  layoutOf: v.optional(v.record(v.string(), v.picklist(['ND', 'DN', 'NCHW', 'NHWC', 'NTD']))),
  dropNanRows: v.optional(v.boolean()),
  precision: v.optional(v.picklist(['float64', 'float32'])),
  shard: v.optional(
    v.pipe(
      v.looseObject({ index: count, of: count }),
      v.description('The document is the index-th (from 1) of so many parts of the comparison.'),
    ),
  ),
  permutations: v.optional(count),
});

const schema = v.looseObject({
  likeness: v.pipe(v.literal(DOCUMENT_VERSION), v.description('Major version of the format.')),
  created: v.pipe(v.string(), v.isoTimestamp()),
  status: v.optional(v.picklist(['complete', 'partial', 'cancelled'])),
  engine: v.looseObject({
    name: v.picklist(['wasm', 'tensorflow']),
    version: v.string(),
    precision: v.picklist(['float64', 'float32']),
    threads: count,
    reason: v.optional(v.pipe(v.string(), v.description('Why not the other engine.'))),
  }),
  request,
  items: v.array(item),
  results: v.array(result),
  facts: v.optional(
    v.pipe(
      v.array(v.string()),
      v.description('What changes the meaning and must be shown: "instance order not verified", reductions, sampling.'),
    ),
  ),
  problems: v.array(v.looseObject({ path: v.string(), message: v.string() })),
});

export const resultDocumentSchema = schema;
export type ResultDocument = v.InferOutput<typeof schema>;
export type Item = v.InferOutput<typeof item>;
export type Result = v.InferOutput<typeof result>;
export type CellReason = v.InferOutput<typeof cellReason>;
