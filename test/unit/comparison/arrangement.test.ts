import { describe, expect, it } from 'vitest';
import { arrange, concludeMode, type Arrangement } from '../../../src/comparison/arrangement';
import type { Operand } from '../../../src/comparison/participant';
import type { Output, Run, Snapshot } from '../../../src/experiments/types';

const layer = (folder: string, name: string): Snapshot['layers'][number] => ({
  name,
  path: `${folder}/${name}.npy`,
  shape: [500, 8],
  dtype: 'float32',
});
const output = (folder: string, role: Output['role']): Output => ({
  name: role,
  role,
  guessed: false,
  path: `${folder}/${role}.npy`,
  shape: [500, 10],
  dtype: 'float32',
});

function snapshot(
  run: string,
  epoch: number,
  layers: readonly string[],
  roles: readonly Output['role'][] = [],
): Snapshot {
  const path = `/runs/${run}/epoch_${epoch}`;
  return {
    label: `epoch ${epoch}`,
    epoch,
    path,
    layers: layers.map((name) => layer(path, name)),
    outputs: roles.map((role) => output(path, role)),
  };
}

function run(name: string, layers: readonly string[], roles: readonly Output['role'][] = ['logits']): Operand {
  const snapshots = [0, 1, 2].map((epoch) => snapshot(name, epoch, layers, roles));
  const found: Run = { name, path: `/runs/${name}`, snapshots };
  return { kind: 'run', written: found.path, run: found, shared: [] };
}

function moment(name: string, epoch: number, layers: readonly string[]): Operand {
  const found = snapshot(name, epoch, layers, ['logits']);
  return { kind: 'snapshot', written: found.path, snapshot: found, shared: [] };
}

function array(path: string): Operand {
  const name = path.split('/').at(-1)!;
  const ref = { path, shape: [500, 8], dtype: 'float32' as const };
  return { kind: 'array', written: path, array: { ref, name, layout: 'auto', reduction: 'mean', companions: {} } };
}

const shape = ({ grids }: Arrangement): string[] =>
  grids.map(({ rows, cols, title }) => {
    const names = (axis: typeof rows): string =>
      axis.map(({ ref }) => ref.path.replace('/runs/', '').replace('.npy', '')).join(' ');
    return `${title ?? ''}: ${names(rows)} × ${names(cols)}`;
  });

describe('the mode that operands ask for', () => {
  const [a, s, r] = [array('/x'), moment('a', 0, ['fc1']), run('a', ['fc1'])];
  it.each([
    ['one array', [a], 'statistics'],
    ['two arrays', [a, a], 'pair'],
    ['three arrays', [a, a, a], 'models'],
    ['one snapshot', [s], 'statistics'],
    ['two snapshots', [s, s], 'layers'],
    ['an array and a snapshot', [a, s], 'layers'],
    ['three snapshots', [s, s, s], 'models'],
    ['one run', [r], 'training'],
    ['two runs', [r, r], 'models'],
    ['a run and a snapshot', [r, s], 'models'],
  ])('%s', (_, operands, mode) => expect(concludeMode(operands)).toBe(mode));
});

describe('layers', () => {
  it('puts the layers of one snapshot against those of the other, outputs aside', () => {
    const arranged = arrange({}, [moment('a', 0, ['conv1', 'fc1']), moment('b', 0, ['fc1'])]);
    expect(shape(arranged)).toEqual([': a/epoch_0/conv1 a/epoch_0/fc1 × b/epoch_0/fc1']);
    expect(arranged.participants).toHaveLength(3);
  });

  it('takes each array once where a snapshot is compared with itself', () => {
    const arranged = arrange({ mode: 'layers' }, [moment('a', 0, ['conv1', 'fc1'])]);
    expect(arranged.participants).toHaveLength(2);
    expect(arranged.grids[0]!.rows[0]).toBe(arranged.grids[0]!.cols[0]);
  });

  it('keeps layers whose name matches, slashes and dots included', () => {
    const layers = ['block/0.conv', 'block/1.conv', 'head'];
    const arranged = arrange({ layers: 'block*' }, [moment('a', 0, layers), moment('b', 0, layers)]);
    expect(arranged.grids[0]!.rows.map(({ name }) => name)).toEqual(['block/0.conv', 'block/1.conv']);
  });

  it('names the layers there are where none matches', () => {
    expect(() => arrange({ layers: 'x*' }, [moment('a', 0, ['fc1']), moment('b', 0, ['fc1'])])).toThrow(
      '/runs/a/epoch_0: no layer matches "x*"; there are fc1.',
    );
  });
});

describe('training', () => {
  it('compares snapshots per layer, and each against the last', () => {
    expect(shape(arrange({}, [run('a', ['fc1'])]))).toEqual([
      'fc1: a/epoch_0/fc1 a/epoch_1/fc1 a/epoch_2/fc1 × a/epoch_0/fc1 a/epoch_1/fc1 a/epoch_2/fc1',
      'fc1 against epoch 2: a/epoch_0/fc1 a/epoch_1/fc1 a/epoch_2/fc1 × a/epoch_2/fc1',
    ]);
  });

  it('keeps layers whose name matches', () => {
    const arranged = arrange({ layers: 'fc*' }, [run('a', ['conv1', 'fc1', 'conv2'])]);
    expect(arranged.grids.map(({ title }) => title)).toEqual(['fc1', 'fc1 against epoch 2']);
  });

  it('takes the first, or another snapshot, as the reference', () => {
    const cols = (arranged: Arrangement): string => arranged.grids[1]!.cols[0]!.ref.path;
    expect(cols(arrange({ reference: 'first' }, [run('a', ['fc1'])]))).toBe('/runs/a/epoch_0/fc1.npy');
    const other = arrange({ reference: '/b' }, [run('a', ['fc1'])], moment('b', 7, ['fc1']));
    expect(cols(other)).toBe('/runs/b/epoch_7/fc1.npy');
    expect(other.participants).toHaveLength(4);
  });

  it('says which layer the reference does not have, and compares the others', () => {
    const arranged = arrange({ reference: '/b' }, [run('a', ['conv1', 'fc1'])], moment('b', 7, ['fc1']));
    expect(arranged.grids.map(({ title }) => title)).toEqual(['conv1', 'fc1', 'fc1 against epoch 7']);
    expect(arranged.problems).toEqual([
      { path: '/runs/b/epoch_7', message: 'The reference has no layer "conv1": not compared against it.' },
    ]);
  });

  it('needs one run with two snapshots', () => {
    expect(() => arrange({ mode: 'training' }, [moment('a', 0, ['fc1'])])).toThrow('give one run folder');
  });
});

describe('models', () => {
  it('compares at the last shared layer', () => {
    const arranged = arrange({}, [run('a', ['conv1', 'fc1', 'fc2']), run('b', ['fc1']), run('c', ['conv1', 'fc1'])]);
    expect(arranged.grids[0]!.title).toBe('fc1');
    expect(arranged.participants.map(({ ref }) => ref.path)).toEqual(
      ['a', 'b', 'c'].map((name) => `/runs/${name}/epoch_2/fc1.npy`),
    );
  });

  it('leaves a model without the layer out, and says so', () => {
    const arranged = arrange({ layer: 'conv1' }, [run('a', ['conv1']), run('b', ['fc1']), run('c', ['conv1'])]);
    expect(arranged.participants).toHaveLength(2);
    expect(arranged.problems.map(({ path }) => path)).toEqual(['/runs/b']);
    expect(arranged.problems[0]?.message).toContain('it has fc1');
  });

  it('refuses models that share no layer', () => {
    expect(() => arrange({}, [run('a', ['x']), run('b', ['y'])])).toThrow('share no layer name');
  });

  it('takes arrays as they are', () => {
    const arranged = arrange({}, [array('/a.npy'), array('/b.npy'), array('/c.npy')]);
    expect(arranged).toMatchObject({ mode: 'models', participants: { length: 3 } });
  });
});

describe('outputs', () => {
  it('of two runs are a pair, of more a group and all pairs', () => {
    const two = arrange({ outputs: true }, [run('a', ['fc1']), run('b', ['fc1'])]);
    expect(two).toMatchObject({ mode: 'pair', subject: 'outputs' });
    expect(shape(two)).toEqual([': a/epoch_2/logits × b/epoch_2/logits']);
    const three = arrange({ outputs: true }, [run('a', []), run('b', []), run('c', [])]);
    expect(three.mode).toBe('outputs');
    expect(three.grids[0]!.rows).toHaveLength(3);
  });

  it('of one run are those of its snapshots', () => {
    expect(arrange({ outputs: true }, [run('a', ['fc1'])]).participants).toHaveLength(3);
  });

  it('prefers logits, and takes the kind asked for', () => {
    const operands = [run('a', [], ['classes', 'logits']), run('b', [], ['classes', 'logits'])];
    const kinds = (arranged: Arrangement): unknown[] => arranged.participants.map(({ outputKind }) => outputKind);
    expect(kinds(arrange({ outputs: true }, operands))).toEqual(['logits', 'logits']);
    expect(kinds(arrange({ outputs: true, outputKind: 'classes' }, operands))).toEqual(['classes', 'classes']);
  });

  it('names the model that has none', () => {
    expect(() => arrange({ outputs: true }, [run('a', ['fc1']), run('b', ['fc1'], [])])).toThrow(
      '/runs/b/epoch_2: Has no model outputs',
    );
  });
});

describe('pair', () => {
  it('takes the layer asked for of two snapshots', () => {
    const operands = [moment('a', 0, ['conv1', 'fc1']), moment('b', 0, ['conv1', 'fc1'])];
    expect(shape(arrange({ mode: 'pair', layer: 'fc1' }, operands))).toEqual([': a/epoch_0/fc1 × b/epoch_0/fc1']);
    expect(() => arrange({ mode: 'pair' }, operands)).toThrow('has 2 layers (conv1, fc1): choose one with --layer');
  });
});
