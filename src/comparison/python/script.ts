import { noiseOf } from '../../measures/shared/rank';
import type { Parameters } from '../../measures/parameters';
import type { Item, ResultDocument } from '../document';
import { loadingOf, python, readSafetensors } from './loading';
import { pythonMeasures } from './measures';
import { pieces, type Piece } from './pieces';

export interface CellAt {
  readonly result: number;
  readonly row: number;
  readonly col: number;
}

/**
 * A Python script that reads the cell's two arrays and computes its value with numpy alone, or why there is none. The script compares
 * what it gets with the value of the document, so that a file that changed is noticed.
 */
export function pythonOf(
  document: ResultDocument,
  { result: index, row, col }: CellAt,
): { readonly code: string } | { readonly reason: string } {
  const result = document.results[index];
  const measure = pythonMeasures[result?.measure ?? ''];
  if (!result || !measure) {
    return { reason: `${result?.measure ?? 'This'} needs more than numpy: there is no script for it.` };
  }
  const first = document.items.find(({ id }) => id === result.rows[row]);
  const second = document.items.find(({ id }) => id === result.cols[col]);
  const sides = second ? [first, second] : [first];
  if (!first || sides.some((item) => item === undefined))
    return { reason: 'This cell is not one of a pair of arrays.' };
  const refusal = measure.refuses?.(result.params, first.reduced[0] ?? 0);
  if (refusal !== undefined) return { reason: `There is no script for this: ${refusal}.` };
  return scriptFor(sides as Item[], {
    pieces: typeof measure.pieces === 'function' ? measure.pieces(result.params) : measure.pieces,
    body: measure.body,
    params: result.params,
    value: result.values[row]?.[col] ?? null,
    name: result.measure,
  });
}

interface Computation {
  readonly name: string;
  readonly params: Parameters;
  readonly value: number | null;
  readonly pieces: readonly Piece[];
  readonly body: string;
}

function scriptFor(
  items: readonly Item[],
  { name, params, value, pieces: wanted, body }: Computation,
): { readonly code: string } | { readonly reason: string } {
  const sampled = items.find((item) => item.reduced[0] !== rowsOf(item));
  if (sampled) {
    return {
      reason: `Of ${sampled.label} only ${sampled.reduced[0]} of ${rowsOf(sampled)} rows were compared (aligned or sampled): a script would read them all.`,
    };
  }
  const loaded = items.map(loadingOf);
  const lost = loaded.find((loading) => 'reason' in loading);
  if (lost) return lost;
  const loadings = loaded.flatMap((loading) => ('expression' in loading ? [loading] : []));
  const names = ['x', 'y'].slice(0, items.length);
  const safetensors = loadings.some((loading) => loading.safetensors);
  const { rankTolerance = null } = params;
  const constants = [
    `P = ${pythonParameters(params)}`,
    ...(wanted.includes('live')
      ? [
          `RANK_TOLERANCE = ${pythonValue(rankTolerance)}`,
          '# rounding noise of the stored type, relative to the largest singular value',
          ...items.map((item, side) => `NOISE_${names[side]!.toUpperCase()} = ${noiseOf(item.dtype)}`),
        ]
      : []),
  ];
  const code = [
    `# ${name}: ${items.map(({ label }) => label.replace(/\s+/g, ' ')).join(' and ')}`,
    ...(safetensors ? ['import json'] : []),
    'import numpy as np',
    '',
    ...constants,
    '',
    ...(safetensors ? ['', readSafetensors, ''] : []),
    ...(Object.keys(pieces) as Piece[])
      .filter((piece) => wanted.includes(piece))
      .flatMap((piece) => ['', pieces[piece], '']),
    '',
    `def measure(${names.join(', ')}):`,
    ...body.split('\n').map((line) => `    ${line}`),
    '',
    '',
    ...names.map((side, index) => `${side} = ${loadings[index]!.expression}`),
    `value = float(measure(${names.join(', ')}))`,
    'print(value)',
    ...(value === null
      ? []
      : [
          `shown = ${value}`,
          'if abs(value - shown) > 1e-6 * max(1, abs(shown)):',
          '    print("This is not the value that was shown,", shown, "- the files changed, or rows were aligned by ids.")',
        ]),
    '',
  ].join('\n');
  return { code };
}

/** Rows before alignment and sampling. */
function rowsOf({ shape, layout, reduction }: Item): number {
  const [n = 1, a = 1, ...rest] = shape;
  if (reduction === 'transposed') return a;
  if (!reduction.includes(' as instances')) return n;
  const positions = [a, ...rest].reduce((product, side) => product * side, 1);
  return (n * positions) / (layout === 'NCHW' ? a : (rest.at(-1) ?? 1));
}

const pythonParameters = (params: Parameters): string =>
  `{${Object.entries(params)
    .map(([name, value]) => `${python(name)}: ${pythonValue(value)}`)
    .join(', ')}}`;

function pythonValue(value: Parameters[string]): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? python(value) : String(value);
}
