/*
 * Memory: one stack of blocks. Everything of an operation lies above `reset`, scratch above a `mark`; nothing is
 * freed one by one. Blocks are aligned to a cache line.
 */

/** Throws in the host: `bytes` in all would be needed. */
declare function outOfMemory(bytes: f64): void;

const PAGE: u64 = 65536;
const bottom: usize = (__heap_base + 63) & ~63;
let top: usize = bottom;

export function reset(): void {
  top = bottom;
}

export function mark(): usize {
  return top;
}

export function release(position: usize): void {
  top = position;
}

/** The address of rows·cols doubles, not cleared. */
export function allocate(rows: i32, cols: i32): usize {
  const start = top;
  const end: u64 = ((<u64>start + ((<u64>rows * <u64>cols) << 3) + 63) >> 6) << 6;
  const pages: u64 = (end + PAGE - 1) / PAGE;
  const present = <u64>memory.size();
  // The last page stays unused, so that no address one past a block wraps to zero.
  if (pages > 65535 || (pages > present && memory.grow(<i32>(pages - present)) < 0)) outOfMemory(<f64>end);
  top = <usize>end;
  return start;
}

/** The same, cleared. */
export function allocateZeros(rows: i32, cols: i32): usize {
  const start = allocate(rows, cols);
  clear(start, rows * cols);
  return start;
}

export function clear(start: usize, count: i32): void {
  const zero = f64x2.splat(0);
  const end = start + ((<usize>count) << 3);
  let p = start;
  for (; p + 16 <= end; p += 16) v128.store(p, zero);
  if (p < end) store<f64>(p, 0);
}
