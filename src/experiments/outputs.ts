import { withDump } from '../formats';
import type { ArrayHeader } from '../formats';
import type { OutputRole } from './names';

/** Rows looked at to tell probabilities from logits. */
const SAMPLE_ROWS = 32;

/**
 * The role that a name gives, where shape and type agree; null: it is a layer after all (a matrix called `y`). Outputs of
 * which the name tells no more are told apart by a few of their rows. Throws `FormatError`.
 */
export async function outputRoleOf(
  path: string,
  header: ArrayHeader,
  named: OutputRole | 'content' | null,
): Promise<{ readonly role: OutputRole | null; readonly guessed: boolean }> {
  const { shape, dtype } = header;
  const vector = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const isInteger = /^u?int|^bool/.test(dtype);
  const certain = (role: OutputRole, fits: boolean) => ({ role: fits ? role : null, guessed: false });
  switch (named) {
    case null:
      return { role: dtype === 'string' && vector ? 'ids' : null, guessed: dtype === 'string' };
    case 'labels':
      return certain('labels', vector);
    case 'ids':
      return certain('ids', vector && (dtype === 'string' || isInteger));
    case 'logits':
    case 'probabilities':
      return certain(named, shape.length === 2 && dtype !== 'string');
    case 'content':
      if (vector && isInteger) return { role: 'classes', guessed: true };
      if (shape.length !== 2 || isInteger || dtype === 'string') return { role: null, guessed: false };
      return { role: (await looksLikeProbabilities(path, header)) ? 'probabilities' : 'logits', guessed: true };
    default:
      return certain(named, true);
  }
}

async function looksLikeProbabilities(path: string, { key, shape }: ArrayHeader): Promise<boolean> {
  const [rows = 0, classes = 0] = shape;
  if (rows === 0 || classes === 0) return false;
  return withDump(path, async (dump) => {
    const count = Math.min(rows, SAMPLE_ROWS);
    const values = await dump.readRows(key, 0, count);
    for (let row = 0; row < count; row++) {
      let sum = 0;
      for (const value of values.subarray(row * classes, (row + 1) * classes)) {
        if (!(value >= 0 && value <= 1)) return false;
        sum += value;
      }
      if (Math.abs(sum - 1) > 0.02) return false; // half-precision sums
    }
    return true;
  });
}
