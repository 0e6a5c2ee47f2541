import { t } from '../words';
import type { Grid } from './grid';

export interface Agreement {
  readonly classes: number;
  /** C×C, the first's classes in rows. */
  readonly counts: Int32Array;
}

/** Shares of each row; a class that the first never gives has none. */
export function agreementGrid({ classes, counts }: Agreement, [first, second]: readonly [string, string]): Grid {
  const names = Array.from({ length: classes }, (_, index) => String(index));
  const values = names.map((_, row) => {
    const own = Array.from(counts.subarray(row * classes, (row + 1) * classes));
    const total = own.reduce((sum, each) => sum + each, 0);
    return own.map((count) => (total === 0 ? null : count / total));
  });
  return {
    rows: names,
    cols: names,
    rowTitle: first,
    colTitle: second,
    values,
    state: (row, col) => (values[row]?.[col] == null ? 'undefined' : 'value'),
    reason: (row) => (values[row]?.[0] == null ? t('{0} puts no input into this class', first) : ''),
  };
}

export interface ClassBar {
  readonly name: string;
  readonly inputs: number;
  readonly differing: number;
  /** null: no inputs. */
  readonly share: number | null;
}

/** Of the inputs that the first puts into a class, how many the second puts elsewhere. */
export function disagreementByClass({ classes, counts }: Agreement): readonly ClassBar[] {
  return Array.from({ length: classes }, (_, row) => {
    const own = counts.subarray(row * classes, (row + 1) * classes);
    const inputs = own.reduce((sum, each) => sum + each, 0);
    const differing = inputs - own[row]!;
    return { name: String(row), inputs, differing, share: inputs === 0 ? null : differing / inputs };
  });
}
