import { describe, expect, it } from 'vitest';
import { chooseMeasures, type Offer } from '../../../src/comparison/selection';
import { measures } from '../../../src/measures/catalogue';

const offer: Offer = { subject: 'representation', mode: 'layers', items: 4, labels: false };
const outputs: Offer = { subject: 'outputs', mode: 'outputs', items: 3, labels: false };

const ids = (...args: Parameters<typeof chooseMeasures>): string[] =>
  chooseMeasures(...args).map(({ facts }) => facts.id);

describe('the measures of a request', () => {
  it('are cka where none is asked for, disagreement for outputs', () => {
    expect(ids([], offer)).toEqual(['cka']);
    expect(ids([], outputs)).toEqual(['disagreement']);
  });

  it('carry their full parameters', () => {
    const [cka] = chooseMeasures([{ id: 'cka', params: { debiased: true } }], offer);
    expect(cka!.params).toEqual({ kernel: 'linear', fraction: 0.5, debiased: true });
  });

  it('"all": each one that applies, none of them silently dropped', () => {
    const all = measures.filter(({ subject }) => subject === 'outputs').map(({ id }) => id);
    expect(ids([{ id: 'all' }], outputs)).toEqual(all);
    expect(ids([{ id: 'all' }], offer)).toEqual(
      measures.filter(({ subject }) => subject === 'representation').map(({ id }) => id),
    );
  });

  it('keep one whose needs are not met, with the reason', () => {
    const unmet = chooseMeasures([{ id: 'all' }], outputs).filter((measure) => measure.unmet !== undefined);
    const needing = measures.filter(({ needs, subject }) => subject === 'outputs' && needs.includes('labels'));
    expect(unmet.map(({ facts }) => facts.id)).toEqual(needing.map(({ id }) => id));
    for (const { unmet: reason } of unmet) expect(reason).toContain('Needs labels');
  });

  it('asked for twice with the same parameters, are computed once', () => {
    const twice = [
      { id: 'cka' },
      { id: 'cka', params: { debiased: false } },
      { id: 'cka', params: { debiased: true } },
    ];
    expect(ids(twice, offer)).toEqual(['cka', 'cka']);
  });

  it.each([
    [{ id: 'ckaa' }, offer, 'There is no measure "ckaa". Did you mean "cka"?'],
    [{ id: 'cka', params: { kernel: 'cubic' } }, offer, 'cka: kernel must be one of linear, rbf, not "cubic".'],
    [{ id: 'disagreement' }, offer, 'disagreement compares model outputs'],
    [{ id: 'cka' }, outputs, 'cka compares representations'],
    [{ id: 'cka' }, { ...offer, mode: 'statistics' as const }, 'cka compares two representations'],
    [{ id: 'all', params: { k: 5 } }, offer, '"all" takes no parameters'],
  ])('%j: wrong usage', (measure, given, message) => {
    expect(() => chooseMeasures([measure], given)).toThrow(message);
    expect(() => chooseMeasures([measure], given)).toThrow(expect.objectContaining({ usage: true }));
  });
});
