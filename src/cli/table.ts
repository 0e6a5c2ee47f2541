/** How the cells of a column stand under its head. */
export type Align = 'left' | 'right';

/** An aligned text table with a rule under the heads. Cells may not hold line breaks. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], align: readonly Align[]): string {
  const widths = heads.map((head, column) => Math.max(width(head), ...rows.map((row) => width(row[column] ?? ''))));
  const line = (cells: readonly string[]): string =>
    widths
      .map((size, column) => pad(cells[column] ?? '', size, align[column] ?? 'left'))
      .join('  ')
      .trimEnd();
  return [line(heads), widths.map((size) => '─'.repeat(size)).join('  '), ...rows.map(line)].join('\n');
}

function pad(text: string, size: number, align: Align): string {
  const space = ' '.repeat(size - width(text));
  return align === 'left' ? text + space : space + text;
}

/** Code points: good enough for names and numbers. */
function width(text: string): number {
  return Array.from(text).length;
}

/** A value as people read it: six significant digits, no exponent where it can be helped. */
export function formatNumber(value: number | null | undefined): string {
  if (value == null) return '–';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e7 ? String(Number(value.toPrecision(6))) : value.toExponential(4);
}

export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}
