import type { Layout } from 'plotly.js';
import { groupsOf, type Facet } from './facets';
import { baseLayout, quietAxis, textWidth, type Canvas, type Figure, type Theme } from './figure';
import { longest, plain, shortened } from './labels';
import { placeNames } from './placement';
import { lookOf } from './scatter';

export interface MapInput {
  readonly points: readonly (readonly [number, number])[];
  readonly names: readonly string[];
  /** null: all look alike. */
  readonly facet: Facet | null;
  /** Places of the chosen models. */
  readonly marks: readonly number[];
}

/** Names are looked for a place up to this many models. */
const namedModels = 40;
const listedGroups = 12;
const longestName = 18;
const margin = 8;
const [dot, ring] = [10, 18];

/** Models as points; near = alike. Names that find no room are left to the pointer and the table. */
export function mapFigure({ points, names, facet, marks }: MapInput, canvas: Canvas): Figure {
  const { theme, width } = canvas;
  const groups = facet ? groupsOf(facet) : [''];
  const listed = facet !== null && groups.length <= listedGroups;
  const labels = shortened(
    groups.map((group) => group || '–'),
    longestName,
  );
  const perRow = Math.max(1, Math.floor((width - 20) / (longest(labels) * 7.5 + 50)));
  const legendRows = listed ? Math.ceil(groups.length / perRow) : 0;
  const plotHeight = Math.max(220, Math.min(360, width * 0.6));
  const height = plotHeight + legendRows * 22 + 12;
  const area = { width: width - 2 * margin, height: height - 2 * margin - legendRows * 22 };
  const frame = framing(points, area);
  const traces = groups.map((group, index) => {
    const { colour, shape } = lookOf(index, theme);
    const own = points.map((_, at) => at).filter((at) => !facet || facet.values[at] === group);
    return {
      type: 'scatter',
      mode: 'markers',
      name: plain(labels[index]!),
      x: own.map((at) => points[at]![0]),
      y: own.map((at) => points[at]![1]),
      cliponaxis: false,
      hoverinfo: 'none',
      marker: { color: colour, symbol: shape, size: dot },
    };
  });
  const rings = {
    type: 'scatter',
    mode: 'markers',
    x: marks.map((at) => points[at]![0]),
    y: marks.map((at) => points[at]![1]),
    showlegend: false,
    hoverinfo: 'skip',
    marker: { symbol: 'circle-open', size: ring, color: theme.focus, line: { width: 3 } },
  };
  const axis = { ...quietAxis(theme), showticklabels: false, showgrid: true, gridcolor: theme.grid };
  return {
    data: [...traces, rings] as unknown as Figure['data'],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: margin, r: margin, t: margin, b: margin + legendRows * 22, pad: 0 },
      showlegend: listed,
      legend: {
        orientation: 'h',
        x: 0,
        xanchor: 'left',
        y: -6 / plotHeight,
        yanchor: 'top',
        itemclick: false,
        itemdoubleclick: false,
      },
      xaxis: { ...axis, range: [...frame.x] },
      yaxis: { ...axis, range: [...frame.y] },
      annotations: points.length > namedModels ? [] : written({ points, names, marks }, frame, area, theme),
    },
    height,
  };
}

interface Framing {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Pixels a unit, the same along both axes: distances are what the map is about. */
  readonly scale: number;
}

/** All points in the middle, with room around them for a name. */
function framing(points: MapInput['points'], area: { readonly width: number; readonly height: number }): Framing {
  const along = (axis: 0 | 1): { middle: number; span: number } => {
    const all = points.map((point) => point[axis]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return { middle: (low + high) / 2, span: high - low };
  };
  const [x, y] = [along(0), along(1)];
  const fitting = Math.min((0.72 * area.width) / x.span, (0.72 * area.height) / y.span);
  const scale = Number.isFinite(fitting) ? fitting : 1;
  const range = (middle: number, pixels: number): [number, number] => [
    middle - pixels / 2 / scale,
    middle + pixels / 2 / scale,
  ];
  return { x: range(x.middle, area.width), y: range(y.middle, area.height), scale };
}

/** The names, each at the place that was found for it. */
function written(
  { points, names, marks }: Pick<MapInput, 'points' | 'names' | 'marks'>,
  { x, y, scale }: Framing,
  area: { readonly width: number; readonly height: number },
  theme: Theme,
): Layout['annotations'] {
  const size = theme.fontSize - 2;
  const texts = shortened(names, longestName);
  const spots = points.map((point, at) => ({
    x: (point[0] - x[0]) * scale,
    y: (y[1] - point[1]) * scale,
    radius: (marks.includes(at) ? ring + 3 : dot) / 2,
  }));
  const widths = texts.map((text) => textWidth(Array.from(text).length, size) + 2);
  return placeNames(spots, widths, size + 4, area).flatMap((place, at) =>
    place
      ? [
          {
            x: points[at]![0],
            y: points[at]![1],
            xshift: place.dx,
            yshift: -place.dy,
            text: plain(texts[at]!),
            showarrow: false,
            font: { family: theme.editorFont, size, color: theme.foreground },
          },
        ]
      : [],
  );
}
