import type { Layout, Reduction } from '../experiments/types';
import { findMeasure } from '../measures/catalogue';
import { UnknownMeasureError, ParameterError } from '../measures/errors';
import { readParameters } from '../measures/fill';
import {
  RequestError,
  type ComparisonRequest,
  type EngineOptions,
  type MeasureRequest,
  type Mode,
  type OutputKind,
} from '../comparison/request';
import { bytes, choice, wholeNumber, type OptionSpecs, type OptionValues } from './options';

const modes = ['pair', 'layers', 'training', 'models', 'statistics', 'outputs'] as const satisfies readonly Mode[];
const kinds = ['logits', 'probabilities', 'classes', 'auto'] as const satisfies readonly OutputKind[];
const reductions = ['mean', 'flatten', 'positions', 'last', 'first'] as const satisfies readonly Reduction[];
const layouts = ['ND', 'DN', 'NCHW', 'NHWC', 'NTD'] as const satisfies readonly Layout[];

/** What is compared, and how. */
export const requestOptions = {
  mode: { type: 'string', value: modes.join('|'), help: 'what is compared with what; concluded from the operands' },
  measure: {
    type: 'string',
    multiple: true,
    value: 'ID[:param=value,…]',
    help: 'repeatable; "all" = every one that applies; default cka (outputs: disagreement; statistics: all)',
  },
  outputs: { type: 'boolean', help: 'the operands are model outputs' },
  kind: { type: 'string', value: kinds.join('|'), help: 'what the outputs are (default auto)' },
  labels: { type: 'string', value: 'FILE', help: 'ground truth: FILE or FILE::KEY' },
  ids: { type: 'string', value: 'FILE', help: 'instance ids to align the rows by' },
  instances: { type: 'string', value: 'N', help: 'at most N rows, sampled with --seed' },
  seed: { type: 'string', value: 'N', help: 'seed of the sampling and the permutations (default 0)' },
  'drop-nan-rows': { type: 'boolean', help: 'leave rows with NaN or Inf out, in all operands' },
  layers: { type: 'string', value: 'GLOB', help: 'only layers whose name matches' },
  layer: {
    type: 'string',
    value: 'NAME',
    help: 'the layer that models are compared at (default: the last shared one)',
  },
  reference: {
    type: 'string',
    value: 'final|first|PATH',
    help: 'the snapshot that training is compared against (default final)',
  },
  reduce: { type: 'string', value: reductions.join('|'), help: 'how 3-D and 4-D arrays become N×D (default mean)' },
  layout: {
    type: 'string',
    multiple: true,
    value: `auto|${layouts.join('|')}`,
    help: 'order of the axes, of all operands; OPERAND=DN of one',
  },
  precision: { type: 'string', value: 'float64|float32', help: 'of products in CKA, RSA and neighbours' },
  permutations: {
    type: 'string',
    value: 'N',
    help: 'null distribution of every pair: the rows of one side permuted N times',
  },
} as const satisfies OptionSpecs;

/** What computes. */
export const engineSpecs = {
  engine: { type: 'string', value: 'auto|tensorflow|wasm', help: 'what computes (default auto)' },
  threads: { type: 'string', value: 'N', help: 'worker threads (default: one a core)' },
  memory: {
    type: 'string',
    value: 'BYTES',
    help: 'what a comparison may take: 512MB, 2GB (default: half of the free memory)',
  },
} as const satisfies OptionSpecs;

export const compareOptions = {
  ...requestOptions,
  ...engineSpecs,
  shard: { type: 'string', value: 'I/N', help: 'compute the I-th of N parts, for likeness merge' },
  request: {
    type: 'string',
    value: 'FILE',
    help: 'the request of a cluster job, instead of operands and their options',
  },
  cache: { type: 'string', value: 'DIR', help: 'keep results there, and take what is there instead of computing it' },
  out: { type: 'string', value: 'FILE', help: 'write the result document (*.likeness.json)' },
  json: { type: 'boolean', help: 'print the result document' },
  quiet: { type: 'boolean', help: 'no progress on stderr' },
} as const satisfies OptionSpecs;

export type CompareValues = OptionValues<typeof compareOptions>;

/** The comparison that the arguments ask for. Throws a `RequestError` (usage). */
export function compareRequest(operands: readonly string[], values: CompareValues, base: string): ComparisonRequest {
  if (operands.length === 0) {
    throw new RequestError(
      'compare needs operands: dumps, snapshot folders or run folders. See likeness compare --help.',
      true,
    );
  }
  const { layout, layoutOf } = readLayouts(values.layout ?? [], operands);
  const request: ComparisonRequest = {
    operands,
    base,
    measures: (values.measure ?? []).map(readMeasure),
    mode: choice('mode', values.mode, modes),
    outputs: values.outputs,
    outputKind: choice('kind', values.kind, kinds),
    labels: values.labels,
    ids: values.ids,
    instances: wholeNumber('instances', values.instances, 2),
    seed: wholeNumber('seed', values.seed, 0),
    layers: values.layers,
    layer: values.layer,
    reference: values.reference,
    reduction: choice('reduce', values.reduce, reductions),
    layout,
    layoutOf,
    dropNanRows: values['drop-nan-rows'],
    precision: choice('precision', values.precision, ['float64', 'float32']),
    shard: readShard(values.shard),
    permutations: wholeNumber('permutations', values.permutations, 1),
  };
  return withoutAbsent(request);
}

export function engineOptions(values: Pick<CompareValues, 'engine' | 'threads' | 'memory'>): EngineOptions {
  return {
    engine: choice('engine', values.engine, ['auto', 'tensorflow', 'wasm']) ?? 'auto',
    threads: wholeNumber('threads', values.threads, 0) ?? 0,
    memory: bytes('memory', values.memory) ?? 0,
  };
}

/** `cka:kernel=rbf,fraction=0.2`. Choices and bounds are checked by the measure's own specs. */
export function readMeasure(text: string): MeasureRequest {
  const [, id = '', list] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const pairs = (list ?? '').split(',').filter((part) => part.trim() !== '');
  const texts = Object.fromEntries(
    pairs.map((part) => {
      const at = part.indexOf('=');
      if (at <= 0) throw new RequestError(`--measure ${text}: "${part}" is not param=value.`, true);
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
  if (id === 'all') return { id, params: texts };
  try {
    const full = readParameters(findMeasure(id), texts);
    return {
      id,
      params: Object.fromEntries(Object.keys(texts).map((name) => [name, full[name] ?? null])),
    };
  } catch (error) {
    if (error instanceof UnknownMeasureError || error instanceof ParameterError) {
      throw new RequestError(error.message, true, { cause: error });
    }
    throw error;
  }
}

function readLayouts(
  texts: readonly string[],
  operands: readonly string[],
): Pick<ComparisonRequest, 'layout' | 'layoutOf'> {
  let layout: Layout | 'auto' | undefined;
  const layoutOf: Record<string, Layout> = {};
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    if (at < 0) {
      layout = choice('layout', text, ['auto', ...layouts]);
      continue;
    }
    const operand = text.slice(0, at);
    if (!operands.includes(operand)) {
      throw new RequestError(`--layout ${text}: "${operand}" is not one of the operands.`, true);
    }
    layoutOf[operand] = choice(`layout ${operand}`, text.slice(at + 1), layouts)!;
  }
  return { layout, ...(Object.keys(layoutOf).length > 0 && { layoutOf }) };
}

/** `3/10`: the third of ten parts. */
export function readShard(text: string | undefined): ComparisonRequest['shard'] {
  if (text === undefined) return undefined;
  const [, index, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new RequestError(`--shard must be I/N with I from 1 to N, such as 3/10, not "${text}".`, true);
}

function withoutAbsent<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, field]) => field !== undefined)) as T;
}
