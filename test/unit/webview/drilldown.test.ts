import { describe, expect, it } from 'vitest';
import { agreementGrid, disagreementByClass } from '../../../webview/charts/agreement';
import { nullFigure, nullOf } from '../../../webview/charts/chance';
import type { Canvas, Theme } from '../../../webview/charts/figure';
import { rsmFigure, rsmMarks, rsmPanels, rsmScales } from '../../../webview/charts/rsm';
import { instanceAt, scatterFigure } from '../../../webview/charts/scatter';
import { twinText } from '../../../webview/charts/twin';
import { inWords, whoIs } from '../../../webview/charts/who';
import { hostileName } from '../../webview/documents';
import { layersDrilldown, outputsDrilldown } from '../../webview/drilldowns';

const theme: Theme = {
  kind: 'light',
  background: '#ffffff',
  foreground: '#333333',
  muted: '#666666',
  border: '#dddddd',
  grid: '#eeeeee',
  focus: '#005fb8',
  error: '#c72e0f',
  warning: '#895503',
  series: ['#0072b2', '#b34700', '#00795a'],
  font: 'sans-serif',
  editorFont: 'monospace',
  fontSize: 13,
};
const canvas = (width: number): Canvas => ({ width, theme });
const look = layersDrilldown();
const [first, second] = look.rsms!;

describe('similarity matrices side by side', () => {
  const input = {
    first,
    second,
    n: 80,
    labels: look.labels,
    nameOf: String,
    names: ['a', hostileName, 'c'] as const,
    mark: 3,
  };

  it.each([160, 400, 560, 1400])('stay inside %i pixels, squares that don’t meet', (width) => {
    const panels = rsmPanels({ width });
    for (const { left, size } of panels) expect(left + size).toBeLessThanOrEqual(width);
    const [a, b] = panels;
    expect(a!.left + a!.size < b!.left || a!.top + a!.size < b!.top).toBe(true);
    expect(rsmFigure(input, canvas(width)).height).toBeGreaterThan(panels.at(-1)!.top + panels.at(-1)!.size);
  });

  it('share one scale around 0; the difference has its own, around 0 as well', () => {
    const { both, difference } = rsmScales({ first, second });
    expect([both.low, both.high, both.kind]).toEqual([-1, 1, 'diverging']);
    expect(difference.low).toBe(-difference.high);
    expect(difference.high).toBeCloseTo(Math.max(...first.map((each, at) => Math.abs(second[at]! - each))), 6);
    const { data } = rsmFigure(input, canvas(600));
    const [a, b, c] = data as unknown as { z: number[][] }[];
    expect(c!.z[5]![9]).toBeCloseTo(b!.z[5]![9]! - a!.z[5]![9]!, 6);
  });

  it('show names as they are written, and mark the instance in all three', () => {
    const annotations = JSON.stringify(rsmFigure(input, canvas(600)).layout.annotations);
    expect(annotations).not.toContain('<img');
    expect(rsmMarks({ mark: 3 }, 80, theme)).toHaveLength(12);
    expect(rsmMarks({ mark: undefined }, 80, theme)).toEqual([]);
    const cursor = { panel: 2, at: { row: 4, col: 7 } };
    const [, place] = rsmMarks({ mark: undefined, cursor }, 80, theme);
    expect(place).toMatchObject({ xref: 'x3', yref: 'y3', x0: 6.5, y0: 3.5 });
  });
});

describe('the aligned scatter', () => {
  const nameOf = (label: number): string => (label === 2 ? hostileName : `class ${label}`);
  const [a, b] = look.aligned!.points;
  const figure = (labels: Int32Array | null, mark?: number) =>
    scatterFigure({ first: a, second: b, labels, nameOf, axisTitles: ['x', 'y'], mark }, canvas(500));

  it('gives every label its colour and shape, filled for the first and open for the second', () => {
    const traces = figure(look.labels).data as unknown as {
      name?: string;
      marker?: { color: string; symbol: string };
    }[];
    const looks = traces.slice(0, 10).map(({ marker }) => `${marker!.color} ${marker!.symbol}`);
    expect(new Set(looks).size).toBe(10);
    expect(traces[1]!.name).toBe('class 1');
    expect(traces[2]!.name).not.toContain('<img');
    expect(traces[10]!.marker!.symbol).toBe(`${traces[0]!.marker!.symbol}-open`);
  });

  it('knows which instance a point is of', () => {
    expect(instanceAt(0, 3, look.labels)).toBe(3);
    expect(instanceAt(2, 1, look.labels)).toBe(17);
    expect(instanceAt(12, 1, look.labels)).toBe(17);
    expect(instanceAt(20, 1, look.labels)).toBeUndefined();
    expect(instanceAt(1, 7, null)).toBe(7);
  });

  it('marks the chosen instance in both', () => {
    expect(figure(null, 4).data.length - figure(null).data.length).toBe(3);
  });
});

describe('agreement of classes', () => {
  const { agreement } = outputsDrilldown();

  it('is a share of each row; a class without inputs is undefined with its reason', () => {
    const grid = agreementGrid(agreement!, ['a', 'b']);
    for (const row of grid.values.slice(0, 9))
      expect(row.reduce<number>((sum, each) => sum + each!, 0)).toBeCloseTo(1, 12);
    expect(grid.state(9, 0)).toBe('undefined');
    expect(grid.reason(9, 0)).toBe('a puts no input into this class');
  });

  it('counts for each class how often the second disagrees', () => {
    const counts = Int32Array.of(8, 2, 0, 0, 5, 0, 0, 0, 0);
    expect(disagreementByClass({ classes: 3, counts })).toEqual([
      { name: '0', inputs: 10, differing: 2, share: 0.2 },
      { name: '1', inputs: 5, differing: 0, share: 0 },
      { name: '2', inputs: 0, differing: 0, share: null },
    ]);
  });
});

describe('a value against chance', () => {
  const permutation = { permutations: 99, mean: 0.1, std: 0.02, p: 0.01, seed: 0 };

  it('takes what is a null distribution, and nothing else', () => {
    expect(nullOf({ permutation })).toEqual({ permutations: 99, mean: 0.1, std: 0.02, p: 0.01 });
    for (const wrong of [undefined, {}, { permutation: 3 }, { permutation: [1] }, { permutation: { mean: '0' } }])
      expect(nullOf(wrong as never)).toBeUndefined();
  });

  it.each([0.9, 0.1, -5])('holds the value %d and the curve', (value) => {
    const { layout } = nullFigure({ value, mean: 0.1, std: 0, titles: ['chance', 'own'] }, canvas(300));
    const [low, high] = layout.xaxis!.range as [number, number];
    expect(low).toBeLessThan(Math.min(value, 0.1));
    expect(high).toBeGreaterThan(Math.max(value, 0.1));
  });
});

describe('instances in words', () => {
  it('have their id, label and predictions where they are known, else their place', () => {
    expect(inWords(whoIs(9, look))).toBe('1009, label 1, predicted 4 → 1');
    const named = { ...look, classNames: ['zero', 'one'] };
    expect(inWords(whoIs(9, named))).toBe('1009, label one, predicted 4 → 1');
    expect(inWords(whoIs(79, named))).toMatch(/label 9/);
    expect(inWords(whoIs(400, look))).toBe('#400');
    expect(inWords(whoIs(9, undefined))).toBe('#9');
  });
});

it('tables are written with every digit, and formulas in names are defused', () => {
  expect(
    twinText(
      {
        columns: ['Instance', 'x'],
        rows: [
          ['=1+1', 0.1 + 0.2],
          ['b', null],
        ],
      },
      ',',
    ),
  ).toBe("Instance,x\n'=1+1,0.30000000000000004\nb,\n");
});
