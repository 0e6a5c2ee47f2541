/*
 * Views of any strides. A block of the array is read as the one run of elements that spans it and picked apart in memory; a
 * block whose span is too long is cut along its longest stride.
 */

/** Numbers read at a time (×8 bytes). */
const MAX_SPAN = 512 * 1024;

interface Axis {
  readonly side: number;
  /** Elements of the storage from one index to the next. */
  readonly stride: number;
  /** Places of the output from one index to the next. */
  readonly step: number;
}

/** Reads elements in storage order: `out.length` of them from `first` on. */
export type ReadRun = (first: number, out: Float64Array) => Promise<void>;

/** Rows `start` … `start + count − 1` of a view, into `out` in C order. `shape` and `strides` are those of the whole view. */
export async function readStrided(
  read: ReadRun,
  shape: readonly number[],
  strides: readonly number[],
  start: number,
  count: number,
  out: Float64Array,
): Promise<void> {
  const sides = [count, ...shape.slice(1)].slice(0, shape.length);
  const axes = sides.map((side, axis) => ({
    side,
    stride: strides[axis]!,
    step: sides.slice(axis + 1).reduce((product, next) => product * next, 1),
  }));
  const wanted = axes.filter(({ side }) => side > 1);
  const buffer = new Float64Array(Math.min(MAX_SPAN, spanOf(wanted)));
  await copyBlock(read, wanted, start * (strides[0] ?? 0), 0, buffer, out);
}

/** Elements from the first to the last of a block. */
function spanOf(axes: readonly Axis[]): number {
  return axes.reduce((span, { side, stride }) => span + (side - 1) * stride, 1);
}

async function copyBlock(
  read: ReadRun,
  axes: readonly Axis[],
  from: number,
  to: number,
  buffer: Float64Array,
  out: Float64Array,
): Promise<void> {
  const span = spanOf(axes);
  if (span <= buffer.length) {
    const run = buffer.subarray(0, span);
    await read(from, run);
    pick(axes, 0, run, 0, out, to);
    return;
  }
  const longest = axes.reduce((a, b) => (b.stride > a.stride ? b : a));
  const rest = axes.filter((axis) => axis !== longest);
  const { side, stride, step } = longest;
  const together = Math.max(1, 1 + Math.floor((buffer.length - spanOf(rest)) / stride));
  for (let i = 0; i < side; i += together) {
    const n = Math.min(together, side - i);
    const block = n === 1 ? rest : [...rest, { side: n, stride, step }];
    await copyBlock(read, block, from + i * stride, to + i * step, buffer, out);
  }
}

function pick(
  axes: readonly Axis[],
  axis: number,
  run: Float64Array,
  from: number,
  out: Float64Array,
  to: number,
): void {
  const current = axes[axis];
  if (!current) {
    out[to] = run[from]!;
    return;
  }
  const { side, stride, step } = current;
  if (axis === axes.length - 1) {
    for (let i = 0; i < side; i++) out[to + i * step] = run[from + i * stride]!;
    return;
  }
  for (let i = 0; i < side; i++) pick(axes, axis + 1, run, from + i * stride, out, to + i * step);
}
