import { describe, expect, it } from 'vitest';
import { sharedFolder } from '../../../webview/paths';

describe('the folder that paths share', () => {
  it.each([
    [['/runs/a/epoch_1/fc1.npy', '/runs/a2/epoch_1/fc1.npy'], '/runs/'],
    [['/runs/a.npy', '/runs/b.npy', '/runs/deep/c.npy'], '/runs/'],
    [['C:\\runs\\a\\x.npy', 'C:\\runs\\b\\x.npy'], 'C:\\runs\\'],
    [['/a/x.npy', 'b/x.npy'], ''],
    [['/a/x.npy', '/a/x.npy'], ''],
    [['/a/x.npy'], ''],
    [[], ''],
  ])('of %j is %s', (paths, folder) => {
    expect(sharedFolder(paths)).toBe(folder);
  });
});
