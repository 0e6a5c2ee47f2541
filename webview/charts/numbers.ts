/** A value as it is read in text: four significant digits, no false precision, no exponent where it can be avoided. */
export function formatValue(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return minus(value.toExponential(2));
  if (size >= 1000) return minus(String(Math.round(value)));
  return minus(String(Number(value.toPrecision(4))));
}

/** A value in a small cell: two decimals without the leading zero (`.96`), three where it is small (`.004`). */
export function formatCell(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size < 10) return minus(value.toFixed(size < 0.0995 ? 3 : 2).replace(/^(-?)0\./, '$1.'));
  if (size < 100) return minus(value.toFixed(1));
  if (size < 1000) return minus(value.toFixed(0));
  return minus(value.toExponential(0));
}

export function formatSeconds(seconds: number): string {
  if (seconds < 0.95) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.5) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;
}

function minus(text: string): string {
  return text.replace(/^-/, '−').replace(/e-/, 'e−').replace(/e\+/, 'e');
}
