import { cellsTrace, chosenFrames, extentOf, rim, type At } from './cells';
import { baseLayout, quietAxis, type Canvas, type Figure, type ShapeOf, type Theme } from './figure';
import type { Grid } from './grid';
import type { Scale } from './scale';

export interface MiniatureInput {
  readonly grid: Grid;
  readonly scale: Scale;
  readonly selected: At | undefined;
}

const largest = 180;

/** A heatmap without words, to be seen beside others. */
export function miniatureFigure({ grid, scale, selected }: MiniatureInput, canvas: Canvas): Figure {
  const { theme, width } = canvas;
  const [rows, cols] = [grid.rows.length, grid.cols.length];
  const cell = Math.min((width - 2 * rim) / cols, largest / rows);
  const [above, below] = extentOf(rows, cell);
  const height = Math.ceil(cell * rows + 2 * rim);
  return {
    data: [cellsTrace(grid.values, scale)],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: 0, r: Math.max(0, width - 2 * rim - cell * cols), t: 0, b: 0, pad: 0 },
      xaxis: { ...quietAxis(theme), showticklabels: false, range: extentOf(cols, cell) },
      yaxis: { ...quietAxis(theme), showticklabels: false, range: [below, above] },
      shapes: [ground(rows, cols, theme), ...chosenFrames(selected, theme)] as NonNullable<Figure['layout']['shapes']>,
    },
    height,
  };
}

/** What cells without a value let through. */
function ground(rows: number, cols: number, { grid }: Theme): ShapeOf {
  const [right, bottom] = [cols - 0.5, rows - 0.5];
  return {
    type: 'rect',
    x0: -0.5,
    x1: right,
    y0: -0.5,
    y1: bottom,
    layer: 'below',
    fillcolor: grid,
    line: { width: 0 },
  };
}
