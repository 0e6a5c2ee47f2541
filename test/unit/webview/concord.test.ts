import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/comparison/document';
import { concordGrid, judgesOf, rankCorrelation } from '../../../webview/charts/concord';
import { gridAgainst, trainingOf } from '../../../webview/charts/series';
import { catalogue, documentOf, item, layersDocument, result, trainingDocument } from '../../webview/documents';

const measureOf = ({ measure }: Result) => catalogue.find(({ id }) => id === measure);
const judge = (document: ReturnType<typeof layersDocument>) =>
  judgesOf(document, measureOf, ({ measure }) => ({ name: measure, short: measure }));

describe('agreement between measures', () => {
  it('is 1 where they order the cells alike, whatever their direction', () => {
    const judges = judge(layersDocument());
    expect(judges.map(({ name }) => name)).toEqual(['cka', 'orthogonal-procrustes', 'rsa']);
    expect(rankCorrelation(judges[0]!, judges[1]!)).toEqual({ value: 1, shared: 16 });
    expect(concordGrid(judges).values.flat()).toEqual(new Array(9).fill(1));
  });

  it('is the correlation of mid-ranks over the cells that both have', () => {
    const [a, ...b] = ['a', 'w', 'x', 'y', 'z'].map((layer) => item('run', 'epoch 1', layer));
    const over = (measure: string, values: (number | null)[]) => result(measure, [a!], b, (_, col) => values[col]!);
    const judges = judge(
      documentOf('layers', [a!, ...b], [over('cka', [0.1, 0.2, 0.2, 0.9]), over('rsa', [0.3, 0.1, 0.4, 0.8])]),
    );
    // ranks 1 2.5 2.5 4 and 2 1 3 4
    expect(rankCorrelation(judges[0]!, judges[1]!).value).toBeCloseTo(3 / Math.sqrt(4.5 * 5), 12);
    const few = judge(
      documentOf('layers', [a!, ...b], [over('cka', [0.1, 0.2, null, null]), over('rsa', [1, null, 0.4, 0.8])]),
    );
    expect(rankCorrelation(few[0]!, few[1]!)).toEqual({ value: null, shared: 1 });
    expect(concordGrid(few).reason(0, 1)).toMatch(/only 1 cells/);
  });

  it('is undefined where one says the same of all, and leaves items with themselves out', () => {
    const items = ['a', 'b', 'c', 'd'].map((run) => item(run, 'epoch 1', 'fc1'));
    const flat = result('rsa', items, items, (row, col) => (row === col ? 1 : 0.5), { symmetric: true });
    const document = documentOf('models', items, [result('cka', items, items, (row, col) => row + col), flat]);
    const judges = judge(document);
    expect(judges[0]!.cells.size).toBe(6);
    expect(rankCorrelation(judges[0]!, judges[1]!).value).toBeNull();
    expect(concordGrid(judges).state(0, 1)).toBe('undefined');
    expect(concordGrid(judges).reason(0, 1)).toMatch(/same value/);
  });

  it('asks no statistic', () => {
    const items = ['a', 'b'].map((layer) => item('run', 'epoch 1', layer));
    expect(judge(documentOf('statistics', items, [result('magnitude', items, '*', () => 1)]))).toEqual([]);
  });
});

describe('all layers against one snapshot', () => {
  it('takes the column of each layer’s matrix', () => {
    const document = trainingDocument();
    const training = trainingOf(
      document,
      document.results.map((_, index) => index),
    );
    const grid = gridAgainst(document, training, 1);
    expect(grid.rows).toEqual(['conv1', 'conv2', 'fc1', 'logits']);
    expect(grid.cols).toEqual(training.steps);
    expect(grid.values[2]![3]).toBe(document.results[4]!.values[3]![1]);
    expect(grid.state(0, 0)).toBe('value');
  });
});
