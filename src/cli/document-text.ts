import { relative } from 'node:path';
import { cellDetails } from '../comparison/cells';
import type { Item, Result, ResultDocument } from '../comparison/document';
import { measures } from '../measures/catalogue';
import { mattering } from '../measures/parameters';
import { formatNumber, table } from './table';

/** A result document for people: tables of values, the reasons where there are none, and what must be known of them. */
export function documentText(document: ResultDocument, cwd: string): string {
  const { engine, request } = document;
  const operands = request.operands.map((operand) => shortest(operand, cwd)).join('  ↔  ');
  const head = `${request.mode}: ${operands}`;
  const body =
    request.mode === 'pair' ? [pairTable(document)] : document.results.map((result) => resultText(document, result));
  const facts = (document.facts ?? []).map((fact) => `• ${fact}`);
  const how = `${engine.name} ${engine.version}, ${engine.precision}, ${engine.threads} threads`;
  const cancelled = document.status === 'cancelled' ? ['Cancelled: the other cells were not computed.'] : [];
  return [head, ...body, [...cancelled, ...facts, how].join('\n')].join('\n\n');
}

/** Two arrays: one line a measure. */
function pairTable({ results }: ResultDocument): string {
  const rows = results.map((result) => {
    const name = `${result.measure}${parameterText(result)}`;
    if (!isStatistic(result)) {
      const found = nullOf(result, 0, 0);
      const note = [...(found ? [nullText(found)] : []), ...notes(result)].join('; ');
      return [name, formatNumber(result.values[0]?.[0]), note];
    }
    const both = result.values.map((row) => formatNumber(row[0]));
    const note = [`|T − T′| of ${both.join(' and ')}`, ...notes(result)].join('; ');
    return [name, formatNumber(result.details.difference), note];
  });
  return table(['measure', 'value', ''], rows, ['left', 'right', 'left']);
}

function resultText(document: ResultDocument, result: Result): string {
  const title = [`${result.measure}${parameterText(result)}`, ...(result.title ? [result.title] : [])].join(' · ');
  return [title, valueTable(document, result), ...nullTable(document, result), ...notes(result)].join('\n');
}

type PermutationNull = NonNullable<NonNullable<Result['details']['cells']>[number]['permutation']>;

function nullOf(result: Result, row: number, col: number): PermutationNull | undefined {
  return cellDetails(result, row, col)?.permutation as PermutationNull | undefined;
}

function nullText({ p, mean, std, permutations }: PermutationNull): string {
  return `p = ${formatNumber(p)} (null ${formatNumber(mean)} ± ${formatNumber(std)}, ${permutations} permutations)`;
}

/** The p-value of every pair, with the mean and standard deviation of its null, where permutations were asked for. */
function nullTable({ items }: ResultDocument, result: Result): string[] {
  if (!result.details.cells?.some(({ permutation }) => permutation)) return [];
  const rows = axisLabels(items, result.rows);
  const cols = axisLabels(items, result.cols);
  const lines = rows.map((label, row) => [
    label,
    ...cols.map((_, col) => {
      const found = nullOf(result, row, col);
      return found ? `${formatNumber(found.p)} (${formatNumber(found.mean)} ± ${formatNumber(found.std)})` : '–';
    }),
  ]);
  return ['', table(['p (null mean ± std)', ...cols], lines, ['left', ...cols.map(() => 'right' as const)])];
}

function valueTable({ items }: ResultDocument, result: Result): string {
  if (result.rows[0] === '*') return formatNumber(result.values[0]?.[0]);
  const rows = axisLabels(items, result.rows);
  const cols = isStatistic(result) ? ['value'] : axisLabels(items, result.cols);
  const cells = result.values.map((row, index) => [rows[index] ?? '', ...row.map(formatNumber)]);
  return table(['', ...cols], cells, ['left', ...cols.map(() => 'right' as const)]);
}

/** The items' labels, or their ids where labels alone would not tell them apart. */
function axisLabels(items: readonly Item[], ids: readonly string[]): string[] {
  const labels = ids.map((id) => items.find((item) => item.id === id)?.label ?? id);
  return new Set(labels).size === labels.length ? labels : [...ids];
}

/** Reasons of missing values, each once with its cells counted, then warnings. */
function notes(result: Result): string[] {
  const cells = result.values.reduce((count, row) => count + row.length, 0);
  const counted = (kind: string, list: Result['undefined']): string[] =>
    [...new Set(list.map(({ reason }) => reason))].map((reason) => {
      const count = list.filter((cell) => cell.reason === reason).length;
      return cells === 1 ? `${kind}: ${reason}` : `${kind} (${count} of ${cells}): ${reason}`;
    });
  return [
    ...counted('undefined', result.undefined),
    ...counted('failed', result.failed ?? []),
    ...result.warnings.map((warning) => `warning: ${warning}`),
  ];
}

function isStatistic({ rows, cols }: Result): boolean {
  return cols[0] === '*' && rows[0] !== '*';
}

function parameterText({ measure, params }: Result): string {
  const specs = measures.find(({ id }) => id === measure)?.parameters;
  const list = Object.entries(mattering(params, specs))
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${value}`);
  return list.length === 0 ? '' : ` (${list.join(', ')})`;
}

/** Relative to the folder one stands in, for what lies below it. */
function shortest(operand: string, cwd: string): string {
  const near = relative(cwd, operand) || '.';
  return near.startsWith('..') ? operand : near;
}
