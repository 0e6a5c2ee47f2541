import { setImmediate } from 'node:timers/promises';

/** The longest that work which never waits keeps the thread, ms. */
const SLICE_MS = 10;

/**
 * `use` of every item, at most `limit` at a time, results in order. Lets other events of this thread through every 10 ms.
 * Stops with the signal's reason, or with the first error.
 */
export async function mapPool<T, R>(
  items: readonly T[],
  limit: number,
  use: (item: T, index: number) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let sliceEnd = performance.now() + SLICE_MS;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      signal?.throwIfAborted();
      const index = next++;
      results[index] = await use(items[index]!, index);
      if (performance.now() > sliceEnd) {
        await setImmediate();
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
