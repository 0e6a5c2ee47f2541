import { cellsTrace, chosenFrames, type At } from './cells';
import { baseLayout, quietAxis, type Canvas, type Figure } from './figure';
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
  const cell = Math.min((width - 4) / grid.cols.length, largest / grid.rows.length);
  const height = Math.ceil(cell * grid.rows.length + 4);
  return {
    data: [cellsTrace(grid.values, scale)],
    layout: {
      ...baseLayout(canvas, height),
      plot_bgcolor: theme.grid,
      margin: { l: 2, r: Math.max(2, width - 2 - cell * grid.cols.length), t: 2, b: 2, pad: 0 },
      xaxis: { ...quietAxis(theme), showticklabels: false, range: [-0.5, grid.cols.length - 0.5] },
      yaxis: { ...quietAxis(theme), showticklabels: false, range: [grid.rows.length - 0.5, -0.5] },
      shapes: chosenFrames(selected, theme.focus, theme.background) as NonNullable<Figure['layout']['shapes']>,
    },
    height,
  };
}
