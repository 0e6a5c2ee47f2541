import type { Side } from '../measures/subject';

/** Only what was prepared under these keys: for anything else the side has to be read again. */
export function stripped({ memo }: Side<unknown>, keys: readonly string[]): Side<unknown> {
  return { subject: undefined, memo: new Map(keys.map((key) => [key, memo.get(key)])) };
}

/** Whether more can be prepared of it. */
export function isWhole({ subject }: Side<unknown>): boolean {
  return subject !== undefined;
}
