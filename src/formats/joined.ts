import type { ReadableArray } from './container';
import type { ArrayHeader } from './types';

/** Arrays of one type and one shape but for axis 0, one behind another: the batches of a hook. Null where they don't fit. */
export function joinRows(key: string | null, parts: readonly ReadableArray[]): ReadableArray | null {
  const [first] = parts;
  if (!first || !parts.every(({ header }) => fits(header, first.header))) return null;
  const starts = [0];
  for (const { header } of parts) starts.push(starts.at(-1)! + header.shape[0]!);
  const trailing = first.header.shape.slice(1);
  const width = trailing.reduce((product, side) => product * side, 1);
  return {
    header: { ...first.header, key, shape: [starts.at(-1)!, ...trailing], order: 'C' },
    async readRows(start, count, into = new Float64Array(count * width)) {
      for (let i = partAt(starts, start); i < parts.length && starts[i]! < start + count; i++) {
        const from = Math.max(start, starts[i]!);
        const to = Math.min(start + count, starts[i + 1]!);
        if (from >= to) continue;
        await parts[i]!.readRows(
          from - starts[i]!,
          to - from,
          into.subarray((from - start) * width, (to - start) * width),
        );
      }
      return into;
    },
    async readStrings() {
      const strings: string[] = [];
      for (const part of parts) for (const text of await part.readStrings()) strings.push(text);
      return strings;
    },
  };
}

function fits(header: ArrayHeader, first: ArrayHeader): boolean {
  return (
    header.dtype === first.dtype &&
    header.shape.length === first.shape.length &&
    header.shape.length > 0 &&
    header.shape.slice(1).join() === first.shape.slice(1).join()
  );
}

/** The last part that begins at or before `row`. */
function partAt(starts: readonly number[], row: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= row) low = middle;
    else high = middle;
  }
  return low;
}
