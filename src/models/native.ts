import { resolve } from 'node:path';
import util from 'node:util';

/** TensorFlow's own library behind TensorFlow.js. */
export const NATIVE_PACKAGE = '@tensorflow/tfjs-node';

/** The script from which the package is looked for: in the folder it was installed into, else in that of the bundles. */
export function nativeRoot(bundles: string): string {
  return resolve(process.env['LIKENESS_TENSORFLOW'] ?? bundles, 'index.js');
}

/** tfjs-node 4.22.0 calls two functions that Node 23 has removed from `util`. */
export function restoreUtilities(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  legacy['isArray'] ??= Array.isArray;
}
