import { describe, expect, it } from 'vitest';
import { bounded, comparisonText, experimentsText } from '../../../src/vscode/lm/texts';
import { entryOf, experimentOf, plannedDocument } from './fakes';

describe('answers to language models', () => {
  it('are bounded, and say what was left out', () => {
    const text = bounded(
      Array.from({ length: 1000 }, (_, i) => `line ${i}`),
      'ask for less.',
      200,
    );
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text).toMatch(/^line 0\n[^]*\n… \d+ more lines left out: ask for less\.$/);
    const shown = text.split('\n').length - 1;
    expect(text).toContain(`… ${1000 - shown} more`);
    expect(bounded(['all'], 'x')).toBe('all');
  });

  it('cut a line that would leave no room for others, with a mark', () => {
    const text = bounded(['head', `layers ${'x'.repeat(9000)}`, '🙂'.repeat(900), 'tail'], 'ask for less.');
    const [head, layers, smiles, tail] = text.split('\n');
    expect([head, tail]).toEqual(['head', 'tail']);
    expect(layers).toMatch(/^layers x+ … \(cut: 9007 characters\)$/);
    expect(layers).toHaveLength(2000);
    expect(smiles).toBe('🙂'.repeat(900));
    expect(bounded(['🙂'.repeat(99)], 'x', 400)).toMatch(/^(🙂)+ … \(cut: 198 characters\)$/u);
  });

  it('name runs, snapshots and layers with their paths', () => {
    const text = experimentsText([experimentOf({ a: [1], b: [1] })], 'A');
    expect(text).toContain('- run a (/data/runs/a)');
    expect(text).toContain('snapshot epoch 1 (/data/runs/a/epoch_1): layers conv1, fc1');
    expect(text).not.toContain('run b');
    expect(experimentsText([])).toMatch(/No folder/);
  });

  it('give every value with its direction, and the reason where there is none', () => {
    const document = plannedDocument({ operands: ['/data/a', '/data/b'], base: '/', measures: [{ id: 'cka' }] });
    const [result] = document.results;
    result!.values = [[0.123456789, null], [1, null]]; // prettier-ignore
    result!.undefined = [{ row: 0, col: 1, reason: 'no variance' }];
    const text = comparisonText(document, [entryOf('cka')]);
    expect(text).toContain('higher = more alike');
    expect(text).toContain('conv1 ~ conv1: 0.123457');
    expect(text).toContain('conv1 ~ fc1: no value (no variance)');
    expect(text).toContain('fc1 ~ fc1: no value (not computed)');
  });
});
