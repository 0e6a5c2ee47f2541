import { describe, expect, it } from 'vitest';
import { experimentFolders, experimentTree, filterNodes } from '../../../src/vscode/experiments/nodes';
import { experimentOf, inEnglish } from './fakes';

const experiment = experimentOf({ cnn_seed0: [0, 10], cnn_seed1: [0, 10] });
const context = { t: inEnglish, isFresh: () => false };
const tree = experimentTree(experiment, 'data', context);

describe('the experiments tree', () => {
  it('shows runs, snapshots, layers and outputs with their shapes', () => {
    expect(tree.description).toBe('2 runs, 4 snapshots');
    const [run] = tree.children;
    expect(run?.label).toBe('cnn_seed0');
    const snapshot = run?.children[1];
    expect(snapshot?.label).toBe('epoch 10');
    expect(snapshot?.children.map(({ kind, label, description }) => `${kind} ${label} ${description}`)).toEqual([
      'layer conv1 500×32 float32',
      'layer fc1 500×32 float32',
      'output logits 500×32 float32',
    ]);
  });

  it('gives every node an id of its own', () => {
    const ids: string[] = [];
    const collect = (nodes: readonly { id: string; children: readonly (typeof tree.children)[number][] }[]): void => {
      for (const node of nodes) {
        ids.push(node.id);
        collect(node.children);
      }
    };
    collect([tree]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('marks the baseline and what is new', () => {
    const marked = experimentTree(experiment, 'data', {
      t: inEnglish,
      baseline: '/data/runs/cnn_seed1/epoch_0',
      isFresh: ({ path }) => path.endsWith('epoch_10'),
    });
    const described = marked.children.flatMap(({ children }) => children.map(({ description }) => description));
    expect(described).toEqual(['2 layers', 'new, 2 layers', 'baseline, 2 layers', 'new, 2 layers']);
  });

  it('lists problems last, with the reason in the tooltip', () => {
    const problems = [{ path: '/data/runs/x/conv1.npy', message: 'Still being written: 700 of 1,756 bytes.' }];
    const node = experimentTree({ ...experiment, problems }, 'data', context).children.at(-1);
    expect(node?.kind).toBe('problem');
    expect(node?.label).toBe('runs/x/conv1.npy');
    expect(node?.tooltip).toContain('Still being written');
  });

  it('marks a guessed role with a question mark', () => {
    const [run] = experiment.runs;
    const [snapshot] = run!.snapshots;
    const guessed = { ...snapshot!.outputs[0]!, name: 'head', role: 'probabilities' as const, guessed: true };
    const changed = { ...experiment, runs: [{ ...run!, snapshots: [{ ...snapshot!, outputs: [guessed] }] }] };
    const node = experimentTree(changed, 'data', context).children[0]?.children[0]?.children.at(-1);
    expect(node?.description).toBe('probabilities? · 500×32 float32');
  });
});

describe('the filter', () => {
  it('keeps matches with their parents and all their children', () => {
    const [root] = filterNodes([tree], 'SEED1');
    expect(root?.children.map(({ label }) => label)).toEqual(['cnn_seed1']);
    expect(root?.children[0]?.children).toHaveLength(2);
  });

  it('finds layers below', () => {
    const [root] = filterNodes([tree], 'fc1');
    expect(root?.children[0]?.children[0]?.children.map(({ label }) => label)).toEqual(['fc1']);
  });

  it('leaves nothing where nothing matches, and everything where it is empty', () => {
    expect(filterNodes([tree], 'zzz')).toEqual([]);
    expect(filterNodes([tree], ' ')).toEqual([tree]);
  });
});

it('names the folders of runs and snapshots once', () => {
  expect(experimentFolders([experimentOf({ a: [1] })])).toEqual(['/data/runs/a', '/data/runs/a/epoch_1']);
});
