import { resolve } from 'node:path';
import type { ArrayPlace } from '../experiments';

/** What a request writes, `path` or `path::key`, with the path made absolute. */
export function absoluteOperand(written: string, base: string): string {
  const { path, key } = placeOf(written, base);
  return key === undefined ? path : `${path}::${key}`;
}

/** The array that a request names, as `path` or `path::key`. */
export function placeOf(written: string, base: string): ArrayPlace;
export function placeOf(written: string | undefined, base: string): ArrayPlace | undefined;
export function placeOf(written: string | undefined, base: string): ArrayPlace | undefined {
  if (written === undefined) return undefined;
  const at = written.indexOf('::');
  if (at < 0) return { path: resolve(base, written) };
  return { path: resolve(base, written.slice(0, at)), key: written.slice(at + 2) };
}
