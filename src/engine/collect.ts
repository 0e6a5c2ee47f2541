import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** This many bytes of arrays may lie about before they are looked for. */
const MOST_LITTER = 128 * 2 ** 20;

let collect: (() => void) | undefined;
let litter = 0;
let all = 0;

/**
 * Says that this thread let go of arrays of so many bytes, and frees them when there are many. V8 looks at its own heap when it
 * decides to collect, and large arrays lie outside of it: gigabytes would pile up. On shared memory they are freed when the last
 * thread has done so.
 */
export function letGo(bytes: number): void {
  litter += bytes;
  all += bytes;
  if (litter < MOST_LITTER) return;
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  litter = 0;
}

/** Bytes that this thread has let go of since it began. */
export function allLetGo(): number {
  return all;
}
