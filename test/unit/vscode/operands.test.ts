import { describe, expect, it } from 'vitest';
import { choiceOf, fileOperands, type Operand } from '../../../src/vscode/experiments/operands';
import { inEnglish } from './fakes';

const one = (kind: Operand['kind'], text: string): Operand => ({ kind, text, label: text });
const choose = (...operands: Operand[]) => choiceOf(operands, inEnglish);

describe('what a selection asks for', () => {
  it('one run over its training', () => {
    expect(choose(one('run', 'a'))).toMatchObject({ mode: 'training' });
  });

  it('two runs as models', () => {
    expect(choose(one('run', 'a'), one('run', 'b'))).toMatchObject({ mode: 'models' });
  });

  it('snapshots, layers and files as the engine concludes', () => {
    expect(choose(one('snapshot', 'a'), one('snapshot', 'b'))).not.toHaveProperty('mode');
    expect(choose(one('layer', 'a'), one('layer', 'b'), one('layer', 'c'))).not.toHaveProperty('mode');
    expect(choose(one('file', 'a'), one('layer', 'b'))).not.toHaveProperty('refusal');
  });

  it('outputs with outputs only', () => {
    expect(choose(one('output', 'a'), one('output', 'b'))).toMatchObject({ outputs: true });
    expect(choose(one('output', 'a'), one('layer', 'b'))).toHaveProperty('refusal');
  });

  it('nothing, one snapshot, or a layer with a run: refused with a reason', () => {
    expect(choose()).toHaveProperty('refusal');
    expect(choose(one('snapshot', 'epoch 1'))).toEqual({ refusal: 'Select something to compare epoch 1 with.' });
    expect(choose(one('layer', 'a'), one('run', 'b'))).toHaveProperty('refusal');
  });
});

it('names files by as many folders as tell them apart', () => {
  const labels = (paths: string[]) => fileOperands(paths).map(({ label }) => label);
  expect(labels(['/x/a/epoch_1.pt', '/x/b/epoch_1.pt'])).toEqual(['a/epoch_1.pt', 'b/epoch_1.pt']);
  expect(labels(['/x/a/one.npy', '/x/b/two.npy'])).toEqual(['one.npy', 'two.npy']);
});
