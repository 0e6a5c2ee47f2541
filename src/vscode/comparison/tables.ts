import type { Result, ResultDocument } from '../../comparison/document';
import { markdownTable } from '../measures/page';

export type TableFormat = 'markdown' | 'latex';

/** A result as a table for a paper or a pull request: rows × columns, four significant digits, – where there is no value. */
export function resultTable(document: ResultDocument, result: Result, format: TableFormat): string {
  const rows = namesOf(document, result.rows);
  const cols = namesOf(document, result.cols);
  const cells = result.values.map((values) => values.map((value) => (value === null ? '–' : digits(value))));
  const table = [['', ...cols], ...cells.map((line, row) => [rows[row] ?? '', ...line])];
  return format === 'markdown' ? markdownTable(table.map((line) => line.map(asMarkdown))) : latexTable(table);
}

/** The shortest names that tell the items apart. */
function namesOf({ items }: ResultDocument, ids: readonly string[]): readonly string[] {
  const found = ids.map((id) => items.find((item) => item.id === id));
  const facets = [
    found.map((item) => item?.layer),
    found.map((item) => item?.snapshot),
    found.map((item) => item?.run),
    found.map((item) => item?.label),
  ];
  const names = facets.find(
    (facet) => facet.every((name) => typeof name === 'string' && name !== '') && new Set(facet).size === ids.length,
  );
  return ids.map((id, index) => (id === '*' ? 'all' : (names?.[index] ?? id)));
}

const digits = (value: number): string => String(Number(value.toPrecision(4)));

const asMarkdown = (text: string): string => text.replace(/[\\`*_<>[\]]/g, '\\$&');

function latexTable([heads = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `${cells.map(asLatex).join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{l${'r'.repeat(Math.max(0, heads.length - 1))}}`,
    '\\hline',
    line(heads),
    '\\hline',
    ...rows.map(line),
    '\\hline',
    '\\end{tabular}',
  ].join('\n');
}

function asLatex(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\\': '\\textbackslash{}',
    '~': '\\textasciitilde{}',
    '^': '\\textasciicircum{}',
    '–': '--',
  };
  return text.replace(/[\\~^–]|[&%$#_{}]/g, (character) => escapes[character] ?? `\\${character}`);
}
