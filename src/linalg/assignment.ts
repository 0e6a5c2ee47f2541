import type { Matrix } from './matrix';

/**
 * The linear assignment of least total cost: `result[i]` is the column of row i, all different; rows ≤ cols, finite.
 *
 * Shortest augmenting paths with dual variables (Jonker and Volgenant, 1987; rectangular as Crouse, 2016): exact,
 * O(rows²·cols). `tick` is told the share of rows that are assigned, and may throw to stop.
 */
export function linearAssignment(cost: Matrix, tick: (done: number) => void = () => undefined): Int32Array {
  const { rows: n, cols: m, data } = cost;
  if (n > m) throw new RangeError(`An assignment needs at least as many columns as rows, not ${n}×${m}.`);
  const u = new Float64Array(n);
  const v = new Float64Array(m);
  const columnOf = new Int32Array(n).fill(-1);
  const rowOf = new Int32Array(m).fill(-1);
  const shortest = new Float64Array(m);
  const previous = new Int32Array(m);
  const remaining = new Int32Array(m);
  const scanned = new Int32Array(m);

  for (let start = 0; start < n; start++) {
    if (start % 8 === 0) tick(start / n);
    shortest.fill(Infinity);
    for (let j = 0; j < m; j++) remaining[j] = j;
    let open = m;
    let closed = 0;
    let row = start;
    let reached = 0;
    let sink = -1;
    while (sink < 0) {
      const base = reached - u[row]!;
      let lowest = Infinity;
      let best = -1;
      for (let at = 0; at < open; at++) {
        const j = remaining[at]!;
        const through = base + data[row * m + j]! - v[j]!;
        if (through < shortest[j]!) {
          shortest[j] = through;
          previous[j] = row;
        }
        // Of equal columns a free one ends the search.
        if (shortest[j]! < lowest || (shortest[j]! === lowest && rowOf[j]! < 0)) {
          lowest = shortest[j]!;
          best = at;
        }
      }
      reached = lowest;
      const column = remaining[best]!;
      remaining[best] = remaining[--open]!;
      scanned[closed++] = column;
      if (rowOf[column]! < 0) sink = column;
      else row = rowOf[column]!;
    }
    u[start]! += reached;
    for (let at = 0; at < closed; at++) {
      const j = scanned[at]!;
      const through = reached - shortest[j]!;
      v[j]! -= through;
      if (j !== sink) u[rowOf[j]!]! += through;
    }
    augment(sink, start, previous, columnOf, rowOf);
  }
  return columnOf;
}

/** Flips the alternating path that ends in column `sink`. */
function augment(sink: number, start: number, previous: Int32Array, columnOf: Int32Array, rowOf: Int32Array): void {
  for (let column = sink; ;) {
    const row = previous[column]!;
    const next = columnOf[row]!;
    rowOf[column] = row;
    columnOf[row] = column;
    if (row === start) return;
    column = next;
  }
}
