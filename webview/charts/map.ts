import { groupsOf, type Facet } from './facets';
import { baseLayout, quietAxis, type Canvas, type Figure } from './figure';
import { ellipsised, plain } from './labels';
import { lookOf } from './scatter';

export interface MapInput {
  readonly points: readonly (readonly [number, number])[];
  readonly names: readonly string[];
  /** null: all look alike. */
  readonly facet: Facet | null;
  /** Places of the chosen models. */
  readonly marks: readonly number[];
}

/** Names are written up to this many models. */
const namedModels = 14;
const listedGroups = 12;

/** Models as points; near = alike. */
export function mapFigure({ points, names, facet, marks }: MapInput, canvas: Canvas): Figure {
  const { theme, width } = canvas;
  const groups = facet ? groupsOf(facet) : [''];
  const listed = facet !== null && groups.length <= listedGroups;
  const longest = groups.reduce((most, { length }) => Math.max(most, Math.min(18, length)), 1);
  const perRow = Math.max(1, Math.floor((width - 20) / (longest * 7.5 + 50)));
  const legendRows = listed ? Math.ceil(groups.length / perRow) : 0;
  const plotHeight = Math.max(220, Math.min(360, width * 0.6));
  const height = plotHeight + legendRows * 22 + 12;
  const traces = groups.map((group, index) => {
    const { colour, shape } = lookOf(index, theme);
    const own = points.map((_, at) => at).filter((at) => !facet || facet.values[at] === group);
    return {
      type: 'scatter',
      mode: points.length <= namedModels ? 'markers+text' : 'markers',
      name: plain(ellipsised(group || '–', 18)),
      x: own.map((at) => points[at]![0]),
      y: own.map((at) => points[at]![1]),
      text: own.map((at) => plain(ellipsised(names[at]!, 18))),
      textposition: own.map((at) => besides(points, at)),
      textfont: { family: theme.editorFont, size: theme.fontSize - 2, color: theme.foreground },
      cliponaxis: false,
      hoverinfo: 'none',
      marker: {
        color: colour,
        symbol: shape,
        size: 10,
      },
    };
  });
  const rings = {
    type: 'scatter',
    mode: 'markers',
    x: marks.map((at) => points[at]![0]),
    y: marks.map((at) => points[at]![1]),
    showlegend: false,
    hoverinfo: 'skip',
    marker: { symbol: 'circle-open', size: 18, color: theme.focus, line: { width: 3 } },
  };
  const spread = (axis: 0 | 1): [number, number] => {
    const all = points.map((point) => point[axis]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return [low, high];
  };
  const [xs, ys] = [spread(0), spread(1)];
  const reach = Math.max(xs[1] - xs[0], ys[1] - ys[0]) || 1;
  const padded = ([low, high]: [number, number], share: number): [number, number] => [
    low - share * reach,
    high + share * reach,
  ];
  return {
    data: [...traces, rings] as unknown as Figure['data'],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: 8, r: 8, t: 8, b: 8 + legendRows * 22, pad: 0 },
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
      xaxis: {
        ...quietAxis(theme),
        showticklabels: false,
        showgrid: true,
        gridcolor: theme.grid,
        range: padded(xs, 0.22),
        constrain: 'domain',
      },
      yaxis: {
        ...quietAxis(theme),
        showticklabels: false,
        showgrid: true,
        gridcolor: theme.grid,
        range: padded(ys, 0.14),
        scaleanchor: 'x',
      },
    },
    height,
  };
}

/** Away from the nearest other point, so that names of neighbours don't meet. */
function besides(points: MapInput['points'], at: number): string {
  const [x, y] = points[at]!;
  let nearest: readonly [number, number] | undefined;
  let least = Infinity;
  points.forEach((other, index) => {
    const apart = Math.hypot(other[0] - x, other[1] - y);
    if (index !== at && apart < least) [nearest, least] = [other, apart];
  });
  if (!nearest) return 'top center';
  return nearest[1] > y || (nearest[1] === y && points.indexOf(nearest) < at) ? 'bottom center' : 'top center';
}
