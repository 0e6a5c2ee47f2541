import type { ResultDocument } from '../../comparison/document';

const columns = ['measure', 'parameters', 'row', 'column', 'value', 'reason'];

/** One line a cell, over all results: what a spreadsheet or pandas reads. RFC 4180. */
export function csvOf(document: ResultDocument): string {
  const lines = document.results.flatMap(({ measure, params, rows, cols, values, undefined: none, failed }) =>
    values.flatMap((row, r) =>
      row.map((value, c) => {
        const reason = [...none, ...(failed ?? [])].find((cell) => cell.row === r && cell.col === c)?.reason ?? '';
        const parameters = Object.entries(params).map(([name, given]) => `${name}=${given}`);
        return [measure, parameters.join(';'), rows[r] ?? '', cols[c] ?? '', value ?? '', reason];
      }),
    ),
  );
  return [columns, ...lines].map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

function quote(field: string | number): string {
  const text = String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
