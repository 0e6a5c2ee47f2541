import { cellsTrace, chosenFrames, cursorFrames, extentOf, rim, type At } from './cells';
import type { Grid } from './grid';
import { colourOf, inkOn, type Scale } from './scale';
import { baseLayout, quietAxis, textWidth, type Canvas, type Figure, type ShapeOf, type Theme } from './figure';
import { ellipsised, longest, plain, shortened, tickEvery } from './labels';
import { formatCell } from './numbers';

/** Where cells lie, in pixels: for digits, marks and hit tests. */
export interface HeatmapGeometry {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Names, as short as there is room for. */
  readonly rowNames: readonly string[];
  readonly colNames: readonly string[];
  readonly colAngle: 0 | -90;
}

const largestCell = 80;
const largestPlot = 620;
/** Cells of this size carry digits. */
export const digitsFrom = 28;
/** Below this, and above this many, marks could not be told apart: cells are flat then. */
const marksFrom = 8;
const marksUpTo = 20_000;
/** Plots with smaller cells can be zoomed and panned. */
const zoomBelow = 12;

export function heatmapGeometry(grid: Grid, { width, theme }: Canvas): HeatmapGeometry {
  const size = theme.fontSize - 1;
  const fitting = (pixels: number): number => Math.max(3, Math.floor(pixels / textWidth(1, size)));
  const rowNames = shortened(grid.rows, fitting(Math.min(180, width * 0.28)));
  const left = Math.ceil(textWidth(longest(rowNames), size)) + 14 + (grid.rowTitle ? 20 : 0);
  const right = 12;
  const available = Math.max(40, width - left - right);
  let cellWidth = Math.min(largestCell, available / grid.cols.length);
  let cellHeight = Math.min(largestCell, largestPlot / grid.rows.length);
  if (similarCounts(grid)) cellWidth = cellHeight = Math.min(cellWidth, cellHeight);
  else [cellWidth, cellHeight] = [Math.min(cellWidth, 6 * cellHeight), Math.min(cellHeight, 6 * cellWidth)];
  const flat = textWidth(longest(grid.cols), size) + 4 <= cellWidth * ticksOf(grid.cols.length, cellWidth, 16).step;
  const colNames = flat ? grid.cols : shortened(grid.cols, fitting(180));
  const top = (flat ? 24 : Math.ceil(textWidth(longest(colNames), size)) + 14) + (grid.colTitle ? 20 : 0);
  return {
    cellWidth,
    cellHeight,
    left,
    top,
    right: width - left - cellWidth * grid.cols.length,
    bottom: 8,
    rowNames,
    colNames,
    colAngle: flat ? 0 : -90,
  };
}

export interface HeatmapInput {
  readonly grid: Grid;
  readonly scale: Scale;
  readonly marks: HeatmapMarks;
}

/** What is drawn over the cells, and changes without them. */
export interface HeatmapMarks {
  readonly selected?: At | undefined;
  /** Where the arrow keys are. */
  readonly cursor?: At | undefined;
}

/** Values as colours and, where there is room, digits. Cells without a value say which kind of nothing they are. */
export function heatmapFigure({ grid, scale, marks }: HeatmapInput, canvas: Canvas): Figure {
  const { theme } = canvas;
  const geometry = heatmapGeometry(grid, canvas);
  const { cellWidth, cellHeight, left, right, top, bottom } = geometry;
  const height = Math.ceil(top + cellHeight * grid.rows.length + bottom);
  const [above, below] = extentOf(grid.rows.length, cellHeight);
  const zoomable = Math.min(cellWidth, cellHeight) < zoomBelow;
  const title = (text: string): { text: string; font: object; standoff: number } => ({
    text: plain(ellipsised(text, 60)),
    font: { family: theme.font, size: theme.fontSize, color: theme.muted },
    standoff: 6,
  });
  const gap = Math.min(cellWidth, cellHeight) >= 12 ? 1 : 0;
  return {
    data: [
      { ...cellsTrace(grid.values, scale), xgap: gap, ygap: gap },
      ...stateTrace(grid, gap, theme),
      ...digits(grid, scale, geometry, theme),
    ] as Figure['data'],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: left - rim, r: right - rim, t: top - rim, b: bottom - rim, pad: 0 },
      dragmode: zoomable ? 'pan' : false,
      xaxis: {
        ...quietAxis(theme),
        side: 'top',
        fixedrange: !zoomable,
        range: extentOf(grid.cols.length, cellWidth),
        ...ticks(geometry.colNames, cellWidth, geometry.colAngle === 0 ? 16 : 14),
        tickangle: geometry.colAngle,
        ...(grid.colTitle && { title: title(grid.colTitle) }),
      },
      yaxis: {
        ...quietAxis(theme),
        fixedrange: !zoomable,
        range: [below, above],
        ...ticks(geometry.rowNames, cellHeight, 14),
        tickangle: 0,
        ...(grid.rowTitle && { title: title(grid.rowTitle) }),
      },
      shapes: heatmapShapes(grid, geometry, marks, theme) as NonNullable<Figure['layout']['shapes']>,
    },
    height,
  };
}

/** All marks: one path for all cells of a kind, then the selection and the keyboard's place. */
export function heatmapShapes(
  grid: Grid,
  geometry: HeatmapGeometry,
  marks: HeatmapMarks,
  theme: Theme,
): readonly ShapeOf[] {
  return [
    ...stateShapes(grid, geometry, theme),
    ...chosenFrames(marks.selected, theme),
    ...(marks.cursor ? cursorFrames(marks.cursor, theme) : []),
  ];
}

/** A wash under undefined and failed cells; it is all that is left of them where cells are too small for marks. */
function stateTrace(grid: Grid, gap: number, theme: Theme): readonly object[] {
  const z = grid.rows.map((_, row) =>
    grid.cols.map((__, col) => {
      const state = grid.state(row, col);
      if (state === 'value' || state === 'pending') return null;
      return state === 'undefined' ? 0 : 1;
    }),
  );
  if (z.every((row) => row.every((code) => code === null))) return [];
  const stops = [
    [0, theme.grid],
    [0.5, theme.grid],
    [0.5, theme.warning],
    [1, theme.warning],
  ] as const;
  return [{ ...cellsTrace(z, { low: 0, high: 1, stops }), opacity: 0.35, xgap: gap, ygap: gap }];
}

/** Quiet dots for pending cells, hatching for undefined ones, warning signs for failed ones. */
function stateShapes(grid: Grid, { cellWidth, cellHeight }: HeatmapGeometry, theme: Theme): readonly ShapeOf[] {
  if (Math.min(cellWidth, cellHeight) < marksFrom || grid.rows.length * grid.cols.length > marksUpTo) return [];
  const paths: Record<'pending' | 'undefined' | 'failed', string[]> = { pending: [], undefined: [], failed: [] };
  const [pixelX, pixelY] = [1 / cellWidth, 1 / cellHeight];
  grid.rows.forEach((_, row) => {
    grid.cols.forEach((__, col) => {
      const state = grid.state(row, col);
      if (state === 'pending') paths.pending.push(dot(col, row, 2 * pixelX, 2 * pixelY));
      if (state === 'undefined') paths.undefined.push(hatching(col, row));
      if (state === 'failed') paths.failed.push(warningSign(col, row, pixelX, pixelY, Math.min(cellWidth, cellHeight)));
    });
  });
  const path = (parts: readonly string[], style: Partial<ShapeOf>): ShapeOf[] =>
    parts.length ? [{ type: 'path', path: parts.join(''), layer: 'above', ...style }] : [];
  return [
    ...path(paths.pending, { fillcolor: theme.muted, line: { width: 0 } }),
    ...path(paths.undefined, { line: { color: theme.muted, width: 1 } }),
    ...path(paths.failed, { line: { color: theme.foreground, width: 1.5 } }),
  ];
}

function dot(x: number, y: number, dx: number, dy: number): string {
  return `M${x - dx},${y}L${x},${y - dy}L${x + dx},${y}L${x},${y + dy}Z`;
}

/** Strokes from lower left to upper right. */
function hatching(x: number, y: number): string {
  const stroke = (offset: number): string => {
    const [from, to] = [Math.max(-0.46, offset - 0.46), Math.min(0.46, offset + 0.46)];
    return `M${x + from},${y + (offset - from)}L${x + to},${y + (offset - to)}`;
  };
  return [-0.72, -0.48, -0.24, 0, 0.24, 0.48, 0.72].map(stroke).join('');
}

/** A triangle with a stroke and a point in it. */
function warningSign(x: number, y: number, pixelX: number, pixelY: number, cell: number): string {
  const unit = Math.min(9, cell * 0.32);
  const [u, v] = [unit * pixelX, unit * pixelY];
  return (
    `M${x},${y - v}L${x + u},${y + 0.8 * v}L${x - u},${y + 0.8 * v}Z` +
    `M${x},${y - 0.35 * v}L${x},${y + 0.2 * v}M${x},${y + 0.45 * v}L${x},${y + 0.58 * v}`
  );
}

/** The numbers in the cells, black or white; a trace of its own, as a heatmap's own text has one colour. */
function digits(grid: Grid, scale: Scale, { cellWidth, cellHeight }: HeatmapGeometry, theme: Theme): readonly object[] {
  if (Math.min(cellWidth, cellHeight) < digitsFrom) return [];
  const size = theme.fontSize - 1;
  const room = Math.floor((cellWidth - 2) / textWidth(1, size));
  const written = grid.values.flatMap((values, row) =>
    values.flatMap((value, col) => {
      const text = value === null ? '' : formatCell(value);
      return value === null || text.length > room ? [] : [{ row, col, text, ink: inkOn(colourOf(scale, value)) }];
    }),
  );
  return [
    {
      type: 'scatter',
      mode: 'text',
      x: written.map(({ col }) => col),
      y: written.map(({ row }) => row),
      text: written.map(({ text }) => text),
      textfont: { family: theme.editorFont, size, color: written.map(({ ink }) => ink) },
      hoverinfo: 'skip',
      cliponaxis: true,
    },
  ];
}

function ticksOf(count: number, pixels: number, needed: number): { step: number; at: number[] } {
  const step = tickEvery(pixels, needed);
  return { step, at: Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step) };
}

function ticks(labels: readonly string[], pixels: number, needed: number): object {
  const { at } = ticksOf(labels.length, pixels, needed);
  return {
    tickmode: 'array',
    tickvals: at,
    ticktext: at.map((index) => plain(labels[index]!)),
    ticklabeloverflow: 'allow', // they are cut to fit: Plotly would measure every one, twice, whenever a cell comes
  };
}

/** Nearly as many rows as columns: cells are squares then. */
function similarCounts({ rows, cols }: Grid): boolean {
  return rows.length <= 3 * cols.length && cols.length <= 3 * rows.length;
}
