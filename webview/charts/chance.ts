import type { Details } from '../../src/measures/measure';
import { baseLayout, quietAxis, type Canvas, type Figure } from './figure';
import { plain } from './labels';

/** The null distribution of a cell, by its summary. */
export interface Null {
  readonly permutations: number;
  readonly mean: number;
  readonly std: number;
  readonly p: number;
}

/** What stands under `permutation`; undefined where it is no such thing. */
export function nullOf(details: Details | undefined): Null | undefined {
  const given = details?.permutation;
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return undefined;
  const { permutations, mean, std, p } = given as Readonly<Record<string, unknown>>;
  const numbers = [permutations, mean, std, p];
  if (!numbers.every((each): each is number => typeof each === 'number' && Number.isFinite(each))) return undefined;
  return { permutations: numbers[0]!, mean: numbers[1]!, std: numbers[2]!, p: numbers[3]! };
}

export interface NullInput extends Pick<Null, 'mean' | 'std'> {
  readonly value: number;
  readonly titles: readonly [chance: string, own: string];
}

/** The null as a normal curve around its mean, and the value as a line. */
export function nullFigure({ value, mean, std, titles }: NullInput, canvas: Canvas): Figure {
  const { theme } = canvas;
  const height = 170;
  const width = std || Math.abs(value - mean) / 50 || 1e-6;
  const steps = Array.from({ length: 81 }, (_, index) => (index - 40) / 10);
  const [low, high] = [Math.min(value, mean - 4 * width), Math.max(value, mean + 4 * width)];
  const pad = 0.08 * (high - low);
  const named = (x: number, text: string): object => ({
    x,
    y: 1.04,
    text: plain(text),
    showarrow: false,
    xanchor: x > (low + high) / 2 ? 'right' : 'left',
    yanchor: 'bottom',
    yref: 'paper',
    font: { size: theme.fontSize - 1, color: theme.foreground },
  });
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        fill: 'tozeroy',
        x: steps.map((step) => mean + step * width),
        y: steps.map((step) => Math.exp((-step * step) / 2)),
        line: { color: theme.muted, width: 1.5 },
        hoverinfo: 'none',
      },
    ],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: 12, r: 12, t: 26, b: 28, pad: 0 },
      xaxis: {
        ...quietAxis(theme),
        range: [low - pad, high + pad],
        nticks: Math.max(3, Math.floor(canvas.width / 90)),
      },
      yaxis: { ...quietAxis(theme), showticklabels: false, range: [0, 1.05] },
      shapes: [
        { type: 'line', x0: value, x1: value, y0: 0, y1: 1, yref: 'paper', line: { color: theme.focus, width: 3 } },
      ],
      annotations: [
        named(value, titles[1]),
        ...(Math.abs(value - mean) > 0.3 * (high - low) ? [named(mean, titles[0])] : []),
      ],
    },
    height,
  };
}
