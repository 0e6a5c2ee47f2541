import { baseLayout, quietAxis, type Canvas, type Figure, type ShapeOf, type Theme } from './figure';
import { ellipsised, plain } from './labels';

export interface ScatterInput {
  /** n×2 each: the same instances in both models. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly labels: Int32Array | null;
  /** What a label is called. */
  readonly nameOf: (label: number) => string;
  readonly axisTitles: readonly [string, string];
  /** The chosen instance's row. */
  readonly mark: number | undefined;
  /** Where the arrow keys are: a model, and an instance's row. */
  readonly cursor?: { readonly model: 0 | 1; readonly at: number } | undefined;
}

const shapes = ['circle', 'square', 'diamond', 'triangle-up'] as const;
/** More labels than this are not listed. */
const listedLabels = 12;
const longestName = 16;

/** How a label looks: its colour, and its shape where there are more labels than colours. */
export function lookOf(group: number, theme: Theme): { readonly colour: string; readonly shape: string } {
  return {
    colour: theme.series[group % theme.series.length]!,
    shape: shapes[Math.floor(group / theme.series.length) % shapes.length]!,
  };
}

/** Filled points: the first model; open points: the second; a line joins the two of one instance. */
export function scatterFigure(input: ScatterInput, canvas: Canvas): Figure {
  const { first, second, labels, nameOf, axisTitles, mark } = input;
  const { theme, width } = canvas;
  const n = first.length / 2;
  const groups = labels ? [...new Set(labels)].sort((a, b) => a - b) : [0];
  const names = groups.map((group) => plain(ellipsised(nameOf(group), longestName)));
  const longest = Math.max(...groups.map((group) => Math.min(longestName, nameOf(group).length)));
  const listed = labels !== null && groups.length <= listedLabels;
  const legendRows = listed ? Math.ceil(groups.length / Math.max(1, Math.floor((width - 40) / (54 + 8 * longest)))) : 0;
  const plotHeight = Math.max(240, Math.min(420, width * 0.72));
  const height = plotHeight + legendRows * 22 + 36;
  const members = groups.map((group) =>
    Array.from({ length: n }, (_, at) => at).filter((at) => !labels || labels[at] === group),
  );
  const side = (points: Float32Array, open: boolean): object[] =>
    groups.map((group, index) => {
      const { colour, shape } = lookOf(index, theme);
      return {
        type: 'scatter',
        mode: 'markers',
        name: names[index],
        legendgroup: String(group),
        showlegend: listed && !open,
        x: members[index]!.map((at) => points[2 * at]!),
        y: members[index]!.map((at) => points[2 * at + 1]!),
        hoverinfo: 'none',
        marker: { color: colour, symbol: open ? `${shape}-open` : shape, size: open ? 8 : 6, opacity: 0.9 },
      };
    });
  const joins = {
    type: 'scatter',
    mode: 'lines',
    x: Array.from({ length: n }, (_, at) => [first[2 * at], second[2 * at], null]).flat(),
    y: Array.from({ length: n }, (_, at) => [first[2 * at + 1], second[2 * at + 1], null]).flat(),
    line: { color: theme.muted, width: 0.6 },
    opacity: 0.45,
    hoverinfo: 'skip',
    showlegend: false,
  };
  const marked = (mark === undefined ? [] : [first, second]).map((points, at) => ({
    type: 'scatter',
    mode: at === 0 ? 'markers+text' : 'markers',
    x: [points[2 * mark!]],
    y: [points[2 * mark! + 1]],
    hoverinfo: 'skip',
    showlegend: false,
    marker: { color: theme.focus, symbol: 'circle-open', size: 16, line: { width: 3 } },
  }));
  const join = mark === undefined ? [] : [bold(first, second, mark, theme)];
  const title = (text: string): object => ({
    text: plain(text),
    font: { size: theme.fontSize - 1, color: theme.muted },
    standoff: 4,
  });
  const axis = { ...quietAxis(theme), showticklabels: false, zeroline: true, zerolinecolor: theme.grid };
  return {
    data: [...side(first, false), ...side(second, true), joins, ...join, ...marked],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: 26, r: 8, t: 8, b: 28 + legendRows * 22, pad: 0 },
      showlegend: listed,
      legend: {
        orientation: 'h',
        x: 0,
        xanchor: 'left',
        y: -24 / plotHeight,
        yanchor: 'top',
        itemclick: false,
        itemdoubleclick: false,
      },
      xaxis: { ...axis, title: title(axisTitles[0]) },
      yaxis: { ...axis, title: title(axisTitles[1]), scaleanchor: 'x' },
      shapes: scatterCursor(input, theme) as NonNullable<Figure['layout']['shapes']>,
    },
    height,
  };
}

function bold(first: Float32Array, second: Float32Array, at: number, theme: Theme): object {
  return {
    type: 'scatter',
    mode: 'lines',
    x: [first[2 * at], second[2 * at]],
    y: [first[2 * at + 1], second[2 * at + 1]],
    line: { color: theme.focus, width: 3 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

/** The instance of a point that was hit: traces are the first model's labels, then the second's. */
export function instanceAt(trace: number, point: number, labels: Int32Array | null): number | undefined {
  const groups = labels ? [...new Set(labels)].sort((a, b) => a - b) : [0];
  if (trace >= 2 * groups.length) return undefined;
  if (!labels) return point;
  const group = groups[trace % groups.length];
  let seen = 0;
  for (let at = 0; at < labels.length; at++) if (labels[at] === group && seen++ === point) return at;
  return undefined;
}

/** Where the keyboard is: a ring of pixels around the point. */
export function scatterCursor(
  { first, second, cursor }: Pick<ScatterInput, 'first' | 'second' | 'cursor'>,
  { background, foreground }: Theme,
): readonly ShapeOf[] {
  if (!cursor) return [];
  const points = cursor.model === 0 ? first : second;
  const ring = (line: NonNullable<ShapeOf['line']>): ShapeOf => ({
    type: 'circle',
    xsizemode: 'pixel',
    ysizemode: 'pixel',
    xanchor: points[2 * cursor.at]!,
    yanchor: points[2 * cursor.at + 1]!,
    ...{ x0: -10, x1: 10, y0: -10, y1: 10 },
    line,
  });
  return [ring({ color: background, width: 5 }), ring({ color: foreground, width: 2, dash: 'dot' })];
}
