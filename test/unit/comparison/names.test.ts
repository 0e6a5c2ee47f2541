import { describe, expect, it } from 'vitest';
import { itemIds, itemLabels } from '../../../src/comparison/names';
import type { Participant } from '../../../src/comparison/participant';

const participant = (path: string, name: string, run?: string, moment?: string): Participant => ({
  ref: { path, shape: [4, 2], dtype: 'float32' },
  name,
  run,
  layout: 'auto',
  reduction: 'mean',
  companions: {},
  ...(moment !== undefined && {
    snapshot: { label: moment.replace('_', ' '), path: `/runs/${run}/${moment}`, layers: [], outputs: [] },
  }),
});

describe('ids of items', () => {
  it('are run/snapshot/layer', () => {
    expect(itemIds([participant('/runs/a/epoch_1/fc1.npy', 'fc1', 'a', 'epoch_1')])).toEqual(['a/epoch_1/fc1']);
  });

  it('leave the extension of a container out', () => {
    expect(itemIds([participant('/runs/a/epoch_1.npz', 'fc1', 'a', 'epoch_1.npz')])).toEqual(['a/epoch_1/fc1']);
  });

  it('take folders to the front until they are unique', () => {
    expect(
      itemIds(
        ['/x/one/acts.npy', '/x/two/acts.npy', '/x/fc1.npy'].map((path, i) =>
          participant(path, i < 2 ? 'acts' : 'fc1'),
        ),
      ),
    ).toEqual(['one/acts', 'two/acts', 'fc1']);
  });

  it('count where nothing else tells them apart', () => {
    const same = participant('/x/acts.npy', 'acts');
    expect(new Set(itemIds([same, { ...same }])).size).toBe(2);
  });
});

describe('labels of items', () => {
  const [a1, a2, b2] = [
    participant('/runs/a/epoch_1/fc1.npy', 'fc1', 'a', 'epoch_1'),
    participant('/runs/a/epoch_2/fc1.npy', 'fc1', 'a', 'epoch_2'),
    participant('/runs/b/epoch_2/fc1.npy', 'fc1', 'b', 'epoch_2'),
  ];
  it.each([
    ['layers', [a1, b2], ['fc1', 'fc1']],
    ['training', [a1, a2], ['epoch 1', 'epoch 2']],
    ['models', [a2, b2], ['a', 'b']],
    ['models', [a1, a2, b2], ['a epoch 1', 'a epoch 2', 'b epoch 2']],
    ['pair', [a1, a2], ['epoch 1', 'epoch 2']],
    ['pair', [a1, a1], ['a', 'a']],
  ] as const)('in mode %s tell what differs', (mode, participants, labels) => {
    expect(itemLabels(mode, participants)).toEqual(labels);
  });
});
