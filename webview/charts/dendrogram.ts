import { branchesOf, type Tree } from './clustering';
import { baseLayout, quietAxis, type Canvas, type Figure } from './figure';
import { heatmapGeometry } from './heatmap';
import type { Grid } from './grid';

const height = 96;

/** The tree over the columns of the heatmap of `grid`, whose first columns are the leaves in order. */
export function dendrogramFigure({ tree, grid }: { readonly tree: Tree; readonly grid: Grid }, canvas: Canvas): Figure {
  const { theme } = canvas;
  const { left, right } = heatmapGeometry(grid, canvas);
  const branches = branchesOf(tree);
  const top = branches.reduce((most, branch) => Math.max(most, branch.height), 0) || 1;
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: branches.flatMap(({ at: [a, b] }) => [a, a, b, b, null]),
        y: branches.flatMap(({ from: [a, b], height: meet }) => [a, meet, meet, b, null]),
        line: { color: theme.foreground, width: 1.5 },
        hoverinfo: 'none',
      },
    ],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: left, r: Math.max(0, right), t: 6, b: 2, pad: 0 },
      xaxis: { ...quietAxis(theme), showticklabels: false, range: [-0.5, grid.cols.length - 0.5] },
      yaxis: { ...quietAxis(theme), nticks: 3, range: [0, 1.06 * top] },
    },
    height,
  };
}
