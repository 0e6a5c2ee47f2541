import util from 'node:util';
import { expect, it } from 'vitest';
import { restoreUtilities } from '../../../src/models/native';

it('gives tfjs-node the two functions that Node 23 took from util', () => {
  const legacy = util as unknown as Record<string, ((value: unknown) => boolean) | undefined>;
  const { isArray, isNullOrUndefined } = legacy;
  try {
    legacy['isArray'] = legacy['isNullOrUndefined'] = undefined;
    restoreUtilities();
    expect([[], null, undefined, 0].map((value) => legacy['isArray']!(value))).toEqual([true, false, false, false]);
    expect([[], null, undefined, 0].map((value) => legacy['isNullOrUndefined']!(value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  } finally {
    Object.assign(legacy, { isArray, isNullOrUndefined });
  }
});
