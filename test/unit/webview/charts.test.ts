import { describe, expect, test } from 'vitest';
import { barsFigure } from '../../../webview/charts/bars';
import { correspondence } from '../../../webview/charts/correspondence';
import { binned } from '../../../webview/charts/distribution';
import type { Canvas } from '../../../webview/charts/figure';
import { countStates, gridOf, reasonForNothing } from '../../../webview/charts/grid';
import { heatmapFigure, heatmapGeometry } from '../../../webview/charts/heatmap';
import { movedMost, perInstanceOf } from '../../../webview/charts/instances';
import { ellipsised, plain, shortened, tickEvery } from '../../../webview/charts/labels';
import { linesFigure } from '../../../webview/charts/lines';
import { formatCell, formatSeconds, formatValue } from '../../../webview/charts/numbers';
import { colourOf, inkOn, scaleFor } from '../../../webview/charts/scale';
import { trainingLines, trainingOf } from '../../../webview/charts/series';
import {
  allUndefinedDocument,
  hostileName,
  item,
  layersDocument,
  longName,
  modelsDocument,
  documentOf,
  result,
  trainingDocument,
  troubledDocument,
} from '../../webview/documents';

const canvas: Canvas = {
  width: 800,
  theme: {
    kind: 'dark',
    background: '#1f1f1f',
    foreground: '#cccccc',
    muted: '#9d9d9d',
    border: '#2b2b2b',
    grid: '#2b2b2b',
    focus: '#0078d4',
    error: '#f85149',
    warning: '#cca700',
    series: ['#56b4e9', '#e69f00'],
    font: 'sans-serif',
    editorFont: 'monospace',
    fontSize: 13,
  },
};

describe('a grid', () => {
  test('names layers by layer and says which model they belong to', () => {
    const document = layersDocument();
    const grid = gridOf(document, document.results[0]!);
    expect(grid.rows).toEqual(['conv1', 'conv2', 'fc1', 'logits']);
    expect([grid.rowTitle, grid.colTitle]).toEqual(['cnn_seed0 · epoch 30', 'cnn_seed1 · epoch 30']);
  });

  test('names models by run', () => {
    const document = modelsDocument();
    const grid = gridOf(document, document.results[0]!);
    expect(grid.rows[3]).toBe('cnn_narrow_seed0');
    expect(grid.rowTitle).toBe('epoch 30 · fc1');
  });

  test('names the two sides of a pair by what tells them apart', () => {
    const [a, b] = [item('cnn_seed0', 'epoch 30', 'logits'), item('cnn_seed1', 'epoch 30', 'logits')];
    const document = documentOf('pair', [a, b], [result('cka', [a], [b], () => 1)]);
    const grid = gridOf(document, document.results[0]!);
    expect([...grid.rows, ...grid.cols]).toEqual(['cnn_seed0', 'cnn_seed1']);
    expect(grid.rowTitle).toBe('epoch 30 · logits');
  });

  test('falls back to labels where nothing tells the items apart', () => {
    const twins = [item('a', 'e', 'x', { id: '1', label: 'one' }), item('a', 'e', 'x', { id: '2', label: 'two' })];
    const document = documentOf('layers', twins, [result('cka', twins, twins, () => 1)]);
    expect(gridOf(document, document.results[0]!).rows).toEqual(['one', 'two']);
  });

  test('tells pending, undefined and failed apart, with reasons', () => {
    const document = troubledDocument();
    const grid = gridOf(document, document.results[0]!);
    expect(countStates(grid)).toEqual({ value: 10, pending: 3, undefined: 2, failed: 1 });
    expect(grid.state(0, 1)).toBe('failed');
    expect(grid.reason(0, 0)).toContain('constant');
    expect(grid.reason(1, 1)).toBe('');
    expect(reasonForNothing(grid)).toBeNull();
  });

  test('says why nothing is there', () => {
    const document = allUndefinedDocument();
    expect(reasonForNothing(gridOf(document, document.results[0]!))).toBe('all rows are equal');
  });
});

describe('a heatmap', () => {
  const of = (document: ReturnType<typeof layersDocument>, width = 800): ReturnType<typeof heatmapFigure> => {
    const grid = gridOf(document, document.results[0]!);
    const scale = scaleFor({ kind: 'similarity', range: [0, 1] }, []);
    return heatmapFigure({ grid, scale, marks: { selected: { row: 0, col: 1 } } }, { ...canvas, width });
  };
  const types = (figure: ReturnType<typeof of>): (string | undefined)[] => figure.data.map(({ type }) => type);

  test('draws values, their bounds and digits', () => {
    const figure = of(layersDocument());
    expect(types(figure)).toEqual(['heatmap', 'scatter']);
    expect(figure.data[0]).toMatchObject({ zmin: 0, zmax: 1 });
    const digits = figure.data[1] as { text: string[]; textfont: { color: string[] } };
    expect(digits.text.slice(0, 2)).toEqual(['.95', '.65']);
    expect(digits.textfont.color[0]).toBe('#000000');
  });

  test('has one path for all cells of a kind, and a wash under them', () => {
    const figure = of(troubledDocument());
    const paths = figure.layout.shapes!.filter(({ type }) => type === 'path');
    expect(paths).toHaveLength(3);
    expect(types(figure)).toEqual(['heatmap', 'heatmap', 'scatter']);
    expect((figure.data[1] as { z: (number | null)[][] }).z[0]!.slice(0, 3)).toEqual([0, 1, null]);
  });

  test('of 1,000 × 1,000 cells has no digits, no marks, few labels, and can be panned', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `layer ${index}`);
    const figure = of(layersDocument(names));
    expect(types(figure)).toEqual(['heatmap']);
    expect(figure.layout.shapes!.filter(({ type }) => type === 'path')).toEqual([]);
    expect((figure.layout.xaxis as { tickvals: number[] }).tickvals.length).toBeLessThan(60);
    expect(figure.layout.dragmode).toBe('pan');
  });

  test('shows long and hostile names as text, shortened', () => {
    const figure = of(layersDocument([hostileName, longName]));
    const written = (figure.layout.yaxis as { ticktext: string[] }).ticktext;
    expect(written.join()).not.toMatch(/[<>]/);
    expect(written[0]).toContain('&lt;img');
    expect(written[1]!.length).toBeLessThan(40);
  });

  test.each([160, 400, 800, 1400])('stays inside %i pixels', (width) => {
    for (const count of [1, 4, 30, 500]) {
      const document = layersDocument(Array.from({ length: count }, (_, index) => `layer.${index}`));
      const grid = gridOf(document, document.results[0]!);
      const { left, cellWidth } = heatmapGeometry(grid, { ...canvas, width });
      expect(left + cellWidth * count).toBeLessThanOrEqual(width);
    }
  });
});

describe('a scale', () => {
  test('runs over the bounds of a similarity', () => {
    expect(scaleFor({ kind: 'similarity', range: [0, 1] }, [0.4, 0.5])).toMatchObject({
      low: 0,
      high: 1,
      kind: 'sequential',
    });
  });

  test('of a distance starts at 0, and bright is alike', () => {
    const scale = scaleFor({ kind: 'distance', range: [0, null] }, [2, 7]);
    expect([scale.low, scale.high]).toEqual([0, 7]);
    const light = (value: number): number => colourOf(scale, value).reduce((sum, part) => sum + part, 0);
    expect(light(0)).toBeGreaterThan(light(7));
  });

  test('of a signed measure diverges around 0', () => {
    const scale = scaleFor({ kind: 'similarity', range: [-1, 1] }, [0.2]);
    expect(scale).toMatchObject({ low: -1, high: 1, kind: 'diverging' });
    expect(colourOf(scale, 0)).toEqual([0xd9, 0xd9, 0xd9]);
  });

  test('diverges for an unbounded similarity only where there are negative values', () => {
    expect(scaleFor({ kind: 'similarity', range: [null, 1] }, [0.3, 0.8]).kind).toBe('sequential');
    expect(scaleFor({ kind: 'similarity', range: [null, 1] }, [-0.3, 0.8])).toMatchObject({ low: -1, high: 1 });
  });

  test('reaches over values outside of the stated bounds, and has a width for equal ones', () => {
    expect(scaleFor({ kind: 'similarity', range: [0, 1] }, [1.0000001]).high).toBe(1.0000001);
    const flat = scaleFor({ kind: 'statistic', range: [null, null] }, [3, 3]);
    expect(flat.high).toBeGreaterThan(flat.low);
  });

  test('is written on in the ink that is read better', () => {
    expect([inkOn([255, 255, 255]), inkOn([0, 0, 0]), inkOn([53, 183, 121])]).toEqual([
      '#000000',
      '#ffffff',
      '#000000',
    ]);
  });
});

describe('best matches on the diagonal', () => {
  const grid = (values: (number | null)[][]): ReturnType<typeof gridOf> => {
    const layers = ['a', 'b', 'c'];
    const [rows, cols] = ['x', 'y'].map((run) => layers.map((layer) => item(run, 'e', layer)));
    const document = documentOf(
      'layers',
      [...rows!, ...cols!],
      [result('cka', rows!, cols!, (r, c) => values[r]![c]!)],
    );
    return gridOf(document, document.results[0]!);
  };

  test('are counted by name; the most alike is the largest similarity and the smallest distance', () => {
    const values = [
      [0.9, 0.1, 0.2],
      [0.8, 0.3, 0.1],
      [0.1, 0.2, 0.7],
    ];
    expect(correspondence(grid(values), 'similarity')).toEqual({ same: 2, tied: 0, of: 3, waiting: 0 });
    expect(correspondence(grid(values), 'distance')).toEqual({ same: 0, tied: 0, of: 3, waiting: 0 });
  });

  test('leave out rows that are not known in full, and count ties as found, and as ties', () => {
    const values = [
      [0.9, 0.9, 0.2],
      [0.8, null, 0.1],
      [0.1, 0.2, 0.1],
    ];
    expect(correspondence(grid(values), 'similarity')).toEqual({ same: 1, tied: 1, of: 2, waiting: 1 });
  });
});

describe('training', () => {
  test('takes the reference from its own result, and the values from the matrix', () => {
    const document = trainingDocument(['conv1', 'fc1']);
    const training = trainingOf(document, [0, 1, 2, 3]);
    expect(training.reference).toBe('epoch 30');
    expect(training.layers.map(({ layer, against }) => [layer, against])).toEqual([
      ['conv1', { result: 0, col: 4 }],
      ['fc1', { result: 2, col: 4 }],
    ]);
    expect(trainingLines(document, training)[0]!.values).toEqual(document.results[1]!.values.map(([value]) => value));
  });

  test('compares with a snapshot of another run where the reference is one', () => {
    const document = trainingDocument(['fc1']);
    const other = item('teacher', 'final', 'fc1');
    document.items.push(other);
    document.results[1]!.cols = [other.id];
    const training = trainingOf(document, [0, 1]);
    expect(training.layers[0]!.against).toEqual({ result: 1, col: 0 });
    expect(training.reference).toBe('final');
  });

  test('has a line for each layer, with a gap where there is no value', () => {
    const lines = [{ name: 'conv1', values: [0.1, null, 0.3] }];
    const figure = linesFigure({ lines, steps: ['a', 'b', 'c'], scale: { low: 0, high: 1 }, title: 'cka' }, canvas);
    expect(figure.data[0]).toMatchObject({ y: [0.1, null, 0.3], connectgaps: false });
  });
});

describe('numbers', () => {
  test.each([
    [0, '0'],
    [1, '1'],
    [0.912345, '0.9123'],
    [-0.5, '−0.5'],
    [12345.6, '12346'],
    [0.00001234, '1.23e−5'],
  ])('%d reads %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  test.each([
    [0.96, '.96'],
    [-0.04, '−.040'],
    [0.0042, '.004'],
    [0, '0'],
    [1, '1.00'],
    [12.34, '12.3'],
    [123.4, '123'],
  ])('%d in a cell reads %s', (value, text) => {
    expect(formatCell(value)).toBe(text);
  });

  test.each([
    [0.012, '12 ms'],
    [1.24, '1.2 s'],
    [119.7, '2 min 0 s'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe('labels', () => {
  test('lose their middle, never their text', () => {
    expect(ellipsised('encoder.block.7.attention', 12)).toBe('encode…ntion');
    expect(ellipsised('fc1', 12)).toBe('fc1');
    expect(plain('<b>&</b>')).toBe('&lt;b&gt;&amp;&lt;/b&gt;');
  });

  test('first lose what all begin with, in whole parts', () => {
    const layers = ['encoder.layers.7.attention', 'encoder.layers.71.output', 'encoder.layers.7.norm'];
    expect(shortened(layers, 26)).toBe(layers);
    expect(shortened(layers, 14)).toEqual(['…7.attention', '…71.output', '…7.norm']);
    expect(shortened(layers, 8)).toEqual(['…7.a…ion', '…71.…put', '…7.norm']);
    expect(shortened(['resnet_width2_seed13', 'resnet_width1_seed13'], 16)).toEqual([
      '…width2_seed13',
      '…width1_seed13',
    ]);
    expect(shortened(['encoder.block.7.attention', 'fc1'], 12)).toEqual(['encode…ntion', 'fc1']);
    expect(shortened(['encoder.block.7.attention'], 12)).toEqual(['encode…ntion']);
  });

  test('are written as often as they fit', () => {
    expect(tickEvery(20, 14)).toBe(1);
    expect(tickEvery(1.2, 14)).toBe(20);
  });
});

describe('instances', () => {
  test('are taken from one array or several by name, and from nothing else', () => {
    expect(perInstanceOf({ perInstance: [1, 2] })).toEqual([{ name: '', values: [1, 2] }]);
    expect(perInstanceOf({ perInstance: { jaccard: [1, null], note: 'x' } })).toEqual([
      { name: 'jaccard', values: [1, null] },
    ]);
    expect(perInstanceOf({ perInstance: 'many' })).toEqual([]);
    expect(perInstanceOf(undefined)).toEqual([]);
  });

  test('that moved most come first: low similarities, high distances; skipped ones never', () => {
    const values = { name: '', values: [0.5, null, 0.1, 0.9] };
    expect(movedMost(values, 'similarity', 2).map(({ instance }) => instance)).toEqual([2, 0]);
    expect(movedMost(values, 'distance', 2).map(({ instance }) => instance)).toEqual([3, 0]);
  });

  test('are binned without loss', () => {
    const bins = binned([0, 0.25, 0.5, 0.75, 1, 1]);
    expect(bins.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(bins.counts.at(-1)).toBe(2);
    expect(binned([3, 3]).counts).toEqual([2]);
  });
});

test('bars start at 0 and say why one is missing', () => {
  const figure = barsFigure({ names: ['a', 'b'], values: [2, null], notes: ['2', 'undefined: <dead>'] }, canvas);
  expect(figure.layout.xaxis!.range![0]).toBe(0);
  expect((figure.data[1] as { text: string[] }).text).toEqual([' undefined: &lt;dead&gt;']);
});
