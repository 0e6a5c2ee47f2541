import { baseLayout, quietAxis, type Canvas, type Figure, type ShapeOf, type Theme } from './figure';
import { plain } from './labels';

/** Canonical correlations, largest first, as bars from 0 to 1. */
export function spectrumFigure(correlations: readonly number[], axisTitle: string, canvas: Canvas): Figure {
  const { theme } = canvas;
  return columns(
    { at: correlations.map((_, index) => index + 1), heights: correlations, width: 1 },
    { range: [0, 1], xTitle: axisTitle, xRange: [0.4, correlations.length + 0.6] },
    { ...canvas, theme },
  );
}

export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** Equal bins over [min, max]; Sturges' number of them, between 5 and 30. */
export function binned(values: readonly number[]): Bins {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (!(high > low)) return { low: low - 0.5, width: 1, counts: [values.length] };
  const count = Math.min(30, Math.max(5, Math.ceil(Math.log2(values.length) + 1)));
  const width = (high - low) / count;
  const counts = new Array<number>(count).fill(0);
  for (const value of values) counts[Math.min(count - 1, Math.floor((value - low) / width))]!++;
  return { low, width, counts };
}

/** How the values of single instances are spread; `mark` is the chosen one's. */
export function histogramFigure(
  values: readonly number[],
  titles: { readonly x: string; readonly y: string },
  canvas: Canvas,
  mark?: number | null,
): Figure {
  const bins = binned(values);
  const at = bins.counts.map((_, index) => bins.low + (index + 0.5) * bins.width);
  const figure = columns(
    { at, heights: bins.counts, width: bins.width },
    { xTitle: titles.x, yTitle: titles.y, xRange: [bins.low, bins.low + bins.width * bins.counts.length] },
    canvas,
  );
  return mark == null ? figure : { ...figure, layout: { ...figure.layout, shapes: [markAt(mark, canvas.theme)] } };
}

/** A line over the whole height. */
function markAt(x: number, theme: Theme): ShapeOf {
  return {
    type: 'line',
    x0: x,
    x1: x,
    y0: 0,
    y1: 1,
    yref: 'paper',
    line: { color: theme.focus, width: 3, dash: 'dot' },
  };
}

function columns(
  bars: { readonly at: readonly number[]; readonly heights: readonly number[]; readonly width: number },
  axes: {
    readonly range?: [number, number];
    readonly xTitle: string;
    readonly yTitle?: string;
    readonly xRange: [number, number];
  },
  canvas: Canvas,
): Figure {
  const { theme } = canvas;
  const height = 190;
  const title = (text: string): object => ({
    text: plain(text),
    font: { size: theme.fontSize, color: theme.muted },
    standoff: 6,
  });
  return {
    data: [
      {
        type: 'bar',
        x: bars.at as number[],
        y: bars.heights as number[],
        width: bars.width * (bars.at.length > 60 ? 1 : 0.86),
        marker: { color: theme.series[0]! },
        hoverinfo: 'none',
      },
    ],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: axes.yTitle === undefined ? 48 : 66, r: 12, t: 8, b: 44, pad: 0 },
      xaxis: {
        ...quietAxis(theme),
        range: axes.xRange,
        nticks: Math.max(3, Math.floor(canvas.width / 70)),
        title: title(axes.xTitle),
      },
      yaxis: {
        ...quietAxis(theme),
        showgrid: true,
        gridcolor: theme.grid,
        ...(axes.yTitle !== undefined && { title: title(axes.yTitle) }),
        ...(axes.range ? { range: axes.range } : { rangemode: 'tozero' }),
      },
    },
    height,
  };
}
