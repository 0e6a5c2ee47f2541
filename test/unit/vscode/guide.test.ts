import { describe, expect, it } from 'vitest';
import { measures } from '../../../src/measures/catalogue';
import { factsOf } from '../../../src/measures/facts';
import { resultTable } from '../../../src/vscode/comparison/tables';
import { guideFilters, isLinear, matchesFilter, needsMet } from '../../../src/vscode/measures/guide';
import { markdownTable, measurePage } from '../../../src/vscode/measures/page';
import { experimentOf, inEnglish, plannedDocument } from './fakes';

const entries = measures.map(factsOf).filter(({ subject, arity }) => subject === 'representation' && arity === 'pair');

describe('the measure guide', () => {
  const filters = guideFilters(entries, ['group', 'equal-width'], inEnglish);
  const having = (label: string): string[] => {
    const filter = filters.find((one) => one.label === label);
    expect(filter, label).toBeDefined();
    return entries.filter((entry) => matchesFilter(entry, filter!)).map(({ id }) => id);
  };

  it('chooses by family, invariance, direction and cost', () => {
    expect(having('Family: canonical correlation')).toEqual(['mean-cca', 'mean-squared-cca', 'svcca', 'pwcca']);
    expect(having('Unchanged by affine maps')).toContain('mean-cca');
    expect(having('Unchanged by affine maps')).not.toContain('cka');
    // only the second argument of pwcca may be mapped
    expect(having('Unchanged by affine maps')).not.toContain('pwcca');
    expect(having('A distance: lower = more alike')).toContain('orthogonal-procrustes');
    expect(having('Fast for many instances: time grows with N, not with N²')).not.toContain('rsa');
  });

  it('offers only what tells these measures apart, with how many it leaves', () => {
    for (const filter of filters) {
      const count = entries.filter((entry) => matchesFilter(entry, filter)).length;
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThan(entries.length);
      expect(filter.description).toBe(`${count} measures`);
    }
  });

  it('knows what the present data meets', () => {
    const experiment = experimentOf({ a: [1] });
    expect(needsMet([experiment])).not.toContain('labels');
    const [output] = experiment.runs[0]!.snapshots[0]!.outputs;
    expect(needsMet([{ ...experiment, shared: [{ ...output!, role: 'labels' }] }])).toContain('labels');
  });

  it('reads costs', () => {
    expect(isLinear('O(N·D² + D³)')).toBe(true);
    expect(isLinear('O(N·D); shuffled O(N²)')).toBe(true);
    expect(isLinear('O(N²·D) time, O(N²) memory')).toBe(false);
    expect(isLinear('O(epochs·N·(D + D′)): trained')).toBe(false);
  });
});

describe('the page of a measure', () => {
  it.each(measures.map((measure) => [measure.id, factsOf(measure)] as const))('%s says everything', (_, entry) => {
    const page = measurePage(entry, inEnglish);
    expect(page).toContain(`# ${entry.name}\n`);
    expect(page).toContain(entry.formula);
    expect(page).toContain('## How to read it');
    expect(page).toContain('Range: ');
    for (const { paper } of entry.references) expect(page).toContain(paper);
    for (const name of Object.keys(entry.parameters)) expect(page).toContain(`| \`${name}\` |`);
    if (entry.differences !== undefined) expect(page).toContain(entry.differences);
    expect(page).not.toMatch(/undefined|\[object/);
  });
});

describe('tables to copy', () => {
  const document = plannedDocument({ operands: ['/data/a', '/data/b'], base: '/', measures: [{ id: 'cka' }] });
  const [result] = document.results;
  result!.values = [[0.123456, null], [1, 1e-9]]; // prettier-ignore

  it('are Markdown', () => {
    expect(resultTable(document, result!, 'markdown')).toBe(
      ['|  | conv1 | fc1 |', '| --- | --- | --- |', '| conv1 | 0.1235 | – |', '| fc1 | 1 | 1e-9 |'].join('\n'),
    );
    expect(markdownTable([['a|b'], ['c\nd']])).toBe('| a\\|b |\n| --- |\n| c d |');
  });

  it('are LaTeX', () => {
    document.items[0]!.layer = 'layer_1 & 50%';
    const lines = resultTable(document, result!, 'latex').split('\n');
    expect(lines[0]).toBe('\\begin{tabular}{lrr}');
    expect(lines).toContain('layer\\_1 \\& 50\\% & 0.1235 & -- \\\\');
    expect(lines.at(-1)).toBe('\\end{tabular}');
  });
});
