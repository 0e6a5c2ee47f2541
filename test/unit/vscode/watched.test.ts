import { expect, it } from 'vitest';
import { dumpExtensions } from '../../../src/formats';
import { watchedExtensions } from '../../../src/vscode/watch/watched';

it('every format that is read is watched, but for text and zarr folders', () => {
  const expected = dumpExtensions.filter((extension) => !['.txt', '.zarr'].includes(extension));
  expect([...watchedExtensions].sort()).toEqual([...expected].sort());
});
