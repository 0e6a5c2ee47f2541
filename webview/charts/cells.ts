import type { ShapeOf, Theme } from './figure';
import type { Scale } from './scale';

/*
 * What every picture made of cells has in common.
 */

export interface At {
  readonly row: number;
  readonly col: number;
}

/** Values as colours, rows from the first; where they lie is the layout's affair. */
export function cellsTrace(
  values: readonly (readonly (number | null)[])[],
  { low, high, stops }: Pick<Scale, 'low' | 'high' | 'stops'>,
): object {
  return {
    type: 'heatmap',
    z: values,
    zmin: low,
    zmax: high,
    zauto: false,
    colorscale: stops,
    showscale: false,
    hoverinfo: 'none',
  };
}

/** Pixels around all cells that belong to the picture, so that a line around an outermost cell is whole. */
export const rim = 3;

/** The places of `count` cells along an axis, each `pixels` wide, and the rim. */
export function extentOf(count: number, pixels: number): [number, number] {
  const beyond = 0.5 + rim / pixels;
  return [-beyond, count - 1 + beyond];
}

/** A line around a cell. */
function cellFrame({ row, col }: At, line: NonNullable<ShapeOf['line']>): ShapeOf {
  return {
    type: 'rect',
    x0: col - 0.5,
    x1: col + 0.5,
    y0: row - 0.5,
    y1: row + 0.5,
    line,
    layer: 'above',
  };
}

/** The chosen cell, to be seen on any colour. */
export function chosenFrames(at: At | undefined, theme: Theme): readonly ShapeOf[] {
  return at ? [cellFrame(at, { color: halo(theme), width: 5 }), cellFrame(at, { color: theme.focus, width: 3 })] : [];
}

/** Light beside the colour of what is chosen, which dark cells would swallow. */
export function halo({ kind, foreground, background }: Theme): string {
  return kind.endsWith('dark') ? foreground : background;
}

/** Where the keyboard is, to be told from what is chosen. */
export function cursorFrames(at: At, { background, foreground }: Theme): readonly ShapeOf[] {
  return [cellFrame(at, { color: background, width: 4 }), cellFrame(at, { color: foreground, width: 2, dash: 'dot' })];
}
