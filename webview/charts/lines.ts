import { baseLayout, quietAxis, type Canvas, type Figure, type ShapeOf } from './figure';
import { ellipsised, plain, shortened, tickEvery } from './labels';
import type { Scale } from './scale';

export interface Line {
  readonly name: string;
  /** One value a snapshot; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface LinesInput {
  readonly lines: readonly Line[];
  /** Names of the snapshots, in time order. */
  readonly steps: readonly string[];
  readonly scale: Pick<Scale, 'low' | 'high'>;
  /** What the values are. */
  readonly title: string;
  readonly selected?: { readonly line?: number | undefined; readonly step?: number | undefined };
}

const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash', 'longdashdot'] as const;
/** More lines than this are all drawn thin and named on hover and in the table only. */
const namedLines = 12;

/** One line a layer over training; told apart by colour, by dash, and by the name at its end. */
export function linesFigure({ lines, steps, scale, title, selected }: LinesInput, canvas: Canvas): Figure {
  const { theme, width } = canvas;
  const named = lines.length <= namedLines;
  const height = 300;
  const legendRows = named ? Math.ceil(lines.length / Math.max(1, Math.floor((width - 60) / 130))) : 0;
  const pad = 0.04 * (scale.high - scale.low);
  const plotWidth = width - 70;
  const step = tickEvery(plotWidth / Math.max(1, steps.length), 64);
  const at = steps.map((_, index) => index).filter((index) => index % step === 0);
  const names = shortened(
    lines.map(({ name }) => name),
    16,
  );
  return {
    data: lines.map((line, index) => ({
      type: 'scatter',
      mode: 'lines+markers',
      name: plain(names[index]!),
      x: steps.map((_, snapshot) => snapshot),
      y: line.values as number[],
      connectgaps: false,
      hoverinfo: 'none',
      line: {
        color: theme.series[index % theme.series.length]!,
        dash: dashes[Math.floor(index / theme.series.length) % dashes.length]!,
        width: selected?.line === index ? 3.5 : 1.75,
      },
      marker: { size: selected?.line === index ? 8 : 6, color: theme.series[index % theme.series.length]! },
    })),
    layout: {
      ...baseLayout(canvas, height + legendRows * 20),
      margin: { l: 58, r: 12, t: 12, b: 44 + legendRows * 20, pad: 0 },
      showlegend: named,
      legend: {
        orientation: 'h',
        x: 0,
        xanchor: 'left',
        y: -28 / (height - 56),
        yanchor: 'top',
        itemclick: false,
        itemdoubleclick: false,
      },
      xaxis: {
        ...quietAxis(theme),
        showline: true,
        linecolor: theme.border,
        range: [-0.3, Math.max(1, steps.length - 1) + 0.3],
        tickmode: 'array',
        tickvals: at,
        ticktext: at.map((index) => plain(ellipsised(steps[index]!, 10))),
      },
      yaxis: {
        ...quietAxis(theme),
        showgrid: true,
        gridcolor: theme.grid,
        range: [scale.low - pad, scale.high + pad],
        title: { text: plain(ellipsised(title, 40)), font: { size: theme.fontSize, color: theme.muted }, standoff: 6 },
      },
      shapes: selectedStep(selected?.step, theme.focus),
    },
    height: height + legendRows * 20,
  };
}

function selectedStep(step: number | undefined, colour: string): ShapeOf[] {
  if (step === undefined) return [];
  return [
    {
      type: 'line',
      x0: step,
      x1: step,
      y0: 0,
      y1: 1,
      yref: 'paper',
      line: { color: colour, width: 2 },
      layer: 'below',
    },
  ];
}
