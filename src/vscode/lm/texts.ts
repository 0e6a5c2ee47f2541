import type { Result, ResultDocument } from '../../comparison/document';
import type { ArraySummary, Inspection } from '../../engine/protocol';
import type { Experiment } from '../../experiments/types';
import { findById, type CatalogueEntry } from '../../measures/facts';

/*
 * The tools' answers: plain English for a model to read, never longer than a few thousand characters.
 */

/** Characters of an answer; about two thousand tokens. */
export const LONGEST = 8000;

/** Lines while they fit, none of them more than a quarter of it all; then how many were left out, and what to do about it. */
export function bounded(lines: readonly string[], remedy: string, longest = LONGEST): string {
  const kept: string[] = [];
  let length = 0;
  for (const [index, whole] of lines.entries()) {
    const line = cut(whole, Math.floor(longest / 4));
    const note = `… ${lines.length - index} more lines left out: ${remedy}`;
    if (length + line.length + 1 + note.length > longest) {
      kept.push(note);
      break;
    }
    kept.push(line);
    length += line.length + 1;
  }
  return kept.join('\n');
}

function cut(line: string, most: number): string {
  if (line.length <= most) return line;
  const mark = ` … (cut: ${line.length} characters)`;
  return line.slice(0, Math.max(0, most - mark.length)).replace(/[\uD800-\uDBFF]$/, '') + mark; // never half a character
}

export function experimentsText(experiments: readonly Experiment[], filter = ''): string {
  const wanted = filter.toLowerCase();
  const lines = experiments.flatMap(({ root, runs, problems }) => {
    const shown = runs.filter(({ name }) => name.toLowerCase().includes(wanted));
    return [
      `Experiment root ${root}: ${runs.length} runs, ${problems.length} problems`,
      ...shown.flatMap((run) => [
        `- run ${run.name} (${run.path})`,
        ...run.snapshots.map(
          (snapshot) =>
            `  - snapshot ${snapshot.label} (${snapshot.path}): layers ${snapshot.layers.map(({ name }) => name).join(', ') || 'none'}`,
        ),
      ]),
    ];
  });
  if (lines.length === 0) return 'No folder is open in which experiments could be.';
  return bounded(lines, 'ask again with a filter on the names of runs.');
}

export function comparisonText(document: ResultDocument, catalogue: readonly CatalogueEntry[]): string {
  const labels = new Map(document.items.map(({ id, label }) => [id, label]));
  const label = (id: string): string => (id === '*' ? 'all' : (labels.get(id) ?? id));
  const lines = [
    `Compared (mode ${document.request.mode}): ${document.items.length} arrays.`,
    ...(document.facts ?? []).map((fact) => `Note: ${fact}`),
    ...document.problems.map(({ path, message }) => `Problem: ${path}: ${message}`),
    ...document.results.flatMap((result) => resultLines(result, findById(catalogue, result.measure), label)),
  ];
  return bounded(lines, 'compare fewer layers or measures at a time.');
}

function resultLines(result: Result, entry: CatalogueEntry, label: (id: string) => string): readonly string[] {
  const direction = { similarity: 'higher = more alike', distance: 'lower = more alike', statistic: 'a statistic' };
  const parameters = Object.entries(result.params).map(([name, value]) => `${name}=${value}`);
  const reasons = [...result.undefined, ...(result.failed ?? [])];
  return [
    `${entry.name} (${result.measure}; ${[direction[entry.kind], ...parameters].join(', ')}):`,
    ...result.rows.flatMap((row, r) =>
      result.cols.flatMap((col, c) => {
        if (result.symmetric === true && c < r) return [];
        const value = result.values[r]?.[c] ?? null;
        const reason = reasons.find((cell) => cell.row === r && cell.col === c)?.reason ?? 'not computed';
        return [`  ${label(row)} ~ ${label(col)}: ${value === null ? `no value (${reason})` : numberText(value)}`];
      }),
    ),
  ];
}

export function inspectionLines({ path, format, arrays, ignored }: Inspection): string {
  const lines = [
    `${path} (${format}): ${arrays.length} arrays`,
    ...arrays.flatMap(arrayLines),
    ...ignored.map(({ key, reason }) => `not read: ${key}: ${reason}`),
  ];
  return bounded(lines, 'ask for one array by path::key.');
}

function arrayLines(array: ArraySummary): readonly string[] {
  const { key, shape, dtype, min, max, mean, std, effectiveRank } = array;
  const number = (value: number | null): string => (value === null ? 'none' : numberText(value));
  const { nan, inf, zeroRows, deadColumns, constantColumns, duplicateRows } = array;
  return [
    `- ${key ?? 'array'}: shape ${shape.join('×') || 'scalar'}, ${dtype}`,
    `  min ${number(min)}, max ${number(max)}, mean ${number(mean)}, standard deviation ${number(std)}`,
    `  NaN ${nan}, Inf ${inf}, zero rows ${zeroRows}, duplicate rows ${duplicateRows}, dead columns ${deadColumns}, constant columns ${constantColumns}`,
    ...(effectiveRank ? [`  effective rank ${numberText(effectiveRank.value)} over ${effectiveRank.rows} rows`] : []),
  ];
}

const numberText = (value: number): string => String(Number(value.toPrecision(6)));
