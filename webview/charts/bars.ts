import { baseLayout, quietAxis, textWidth, type Canvas, type Figure } from './figure';
import { ellipsised, longest, plain, shortened, tickEvery } from './labels';
import { formatValue } from './numbers';

export interface BarsInput {
  readonly names: readonly string[];
  readonly values: readonly (number | null)[];
  /** In words, what stands in place of a missing bar. */
  readonly notes: readonly string[];
  readonly selected?: number | undefined;
}

/** A horizontal bar an item, in the order given, the number at its end. */
export function barsFigure({ names, values, notes, selected }: BarsInput, canvas: Canvas): Figure {
  const { theme, width } = canvas;
  const size = theme.fontSize - 1;
  const labels = shortened(names, Math.floor(Math.min(200, width * 0.32) / textWidth(1, size)));
  const pitch = Math.max(1.2, Math.min(26, 900 / names.length));
  const height = Math.ceil(names.length * pitch + 44);
  const step = tickEvery(pitch, 14);
  const at = names.map((_, index) => index).filter((index) => index % step === 0);
  const present = values.filter((value) => value !== null);
  const [least, most] = [Math.min(0, ...present), Math.max(0, ...present)];
  const spread = most - least || 1;
  const without = names.map((_, index) => index).filter((index) => values[index] === null);
  const missing = {
    type: 'scatter',
    mode: 'text',
    x: without.map(() => 0),
    y: without,
    text: without.map(
      (index) => ` ${plain(ellipsised(notes[index]!, Math.floor((width * 0.6) / textWidth(1, size))))}`,
    ),
    textposition: 'middle right',
    textfont: { family: theme.font, size, color: theme.muted },
    hoverinfo: 'none',
  };
  return {
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: values as number[],
        y: names.map((_, index) => index),
        marker: {
          color: theme.series[0]!,
          line: { color: theme.foreground, width: names.map((_, index) => (index === selected ? 2 : 0)) },
        },
        hoverinfo: 'none',
        ...(pitch >= 14 && {
          text: values.map((value) => (value === null ? '' : formatValue(value))),
          textposition: 'outside',
          cliponaxis: false,
          textfont: { family: theme.editorFont, size, color: theme.foreground },
        }),
      },
      ...(pitch >= 14 ? [missing] : []),
    ] as Figure['data'],
    layout: {
      ...baseLayout(canvas, height),
      bargap: pitch >= 6 ? 0.25 : 0,
      margin: { l: Math.ceil(textWidth(longest(labels), size)) + 14, r: 12, t: 8, b: 36, pad: 0 },
      xaxis: {
        ...quietAxis(theme),
        showgrid: true,
        gridcolor: theme.grid,
        zeroline: true,
        zerolinecolor: theme.muted,
        nticks: Math.max(3, Math.floor(width / 110)),
        range: [least < 0 ? least - 0.14 * spread : 0, most > 0 ? most + 0.14 * spread : 0],
      },
      yaxis: {
        ...quietAxis(theme),
        range: [names.length - 0.5, -0.5],
        tickmode: 'array',
        tickvals: at,
        ticktext: at.map((index) => plain(labels[index]!)),
      },
    },
    height,
  };
}
