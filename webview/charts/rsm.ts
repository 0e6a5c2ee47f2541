import { cellsTrace, cursorFrames, halo, type At } from './cells';
import { baseLayout, quietAxis, type Canvas, type Figure, type ShapeOf, type Theme } from './figure';
import { ellipsised, plain } from './labels';
import { scaleFor, type Scale } from './scale';

export interface RsmsInput extends RsmMarks {
  /** n×n cosine similarities, row by row. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly n: number;
  readonly labels: Int32Array | null;
  /** What a label is called. */
  readonly nameOf: (label: number) => string;
  readonly names: readonly [string, string, string];
}

/** Where a panel stands in the figure, in pixels. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

const gap = 14;
const margin = 26;
const titleHeight = 22;
const smallest = 150;
/** Longer names have no room beside the squares: they are told cell by cell. */
const longestTick = 3;

/** Three squares side by side, or below each other where they would be too small. */
export function rsmPanels({ width }: Pick<Canvas, 'width'>): readonly Panel[] {
  const beside = Math.floor((width - margin - 4 - 2 * gap) / 3);
  if (beside >= smallest)
    return [0, 1, 2].map((at) => ({
      left: margin + at * (beside + gap),
      top: titleHeight,
      size: Math.min(beside, 320),
    }));
  const size = Math.min(300, width - margin - 4);
  return [0, 1, 2].map((at) => ({ left: margin, top: titleHeight + at * (size + gap + titleHeight), size }));
}

/** Both similarity matrices on one scale around 0, and their difference (second − first) on its own. */
export function rsmScales({ first, second }: Pick<RsmsInput, 'first' | 'second'>): {
  readonly both: Scale;
  readonly difference: Scale;
} {
  const reach = first.reduce((most, value, at) => Math.max(most, Math.abs(second[at]! - value)), 0) || 1;
  const around = { kind: 'similarity', range: [-1, 1] } as const;
  return {
    both: scaleFor(around, [-1, 1]),
    difference: scaleFor({ ...around, range: [-reach, reach] }, [-reach, reach]),
  };
}

/** Similarities of the same instances in both models; instances of one label are side by side. */
export function rsmFigure(input: RsmsInput, canvas: Canvas): Figure {
  const { first, second, n, labels, nameOf, names } = input;
  const { theme, width } = canvas;
  const panels = rsmPanels(canvas);
  const last = panels.at(-1)!;
  const height = last.top + last.size + 8;
  const scales = rsmScales(input);
  const difference = second.map((value, at) => value - first[at]!);
  const heatmap = (values: Float32Array, scale: Scale, at: number): object => ({
    ...cellsTrace(
      Array.from({ length: n }, (_, row) => Array.from(values.subarray(row * n, (row + 1) * n))),
      scale,
    ),
    xaxis: axis('x', at),
    yaxis: axis('y', at),
  });
  const share = (pixels: number, of: number): number => Math.min(1, Math.max(0, pixels / of));
  const ticks = labels ? blocksOf(labels, nameOf, last.size) : { at: [], text: [] };
  const axes = panels.flatMap(({ left, top, size }, at): (readonly [string, object])[] => [
    [
      axisName('x', at),
      {
        ...quietAxis(theme),
        domain: [share(left, width), share(left + size, width)],
        range: [-0.5, n - 0.5],
        anchor: axis('y', at),
        showticklabels: false,
      },
    ],
    [
      axisName('y', at),
      {
        ...quietAxis(theme),
        domain: [share(height - top - size, height), share(height - top, height)],
        range: [n - 0.5, -0.5],
        anchor: axis('x', at),
        tickmode: 'array',
        showticklabels: at === 0 || left === panels[0]!.left,
        tickvals: ticks.at,
        ticktext: ticks.text,
      },
    ],
  ]);
  return {
    data: [
      heatmap(first, scales.both, 0),
      heatmap(second, scales.both, 1),
      heatmap(difference, scales.difference, 2),
    ] as Figure['data'],
    layout: {
      ...baseLayout(canvas, height),
      margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
      ...(Object.fromEntries(axes) as object),
      annotations: panels.map(({ left, top, size }, at) => ({
        text: plain(ellipsised(names[at]!, Math.max(8, Math.floor(size / (theme.fontSize * 0.6))))),
        x: share(left, width),
        y: share(height - top + 2, height),
        xref: 'paper',
        yref: 'paper',
        xanchor: 'left',
        yanchor: 'bottom',
        showarrow: false,
        font: { size: theme.fontSize - 1, color: theme.foreground },
      })),
      shapes: rsmMarks(input, n, theme) as NonNullable<Figure['layout']['shapes']>,
    },
    height,
  };
}

/** What is drawn over the matrices, and changes without them. */
export interface RsmMarks {
  /** The chosen instance's row. */
  readonly mark: number | undefined;
  /** Where the arrow keys are: a panel, and a cell of it. */
  readonly cursor?: { readonly panel: number; readonly at: At } | undefined;
}

/** The chosen instance's row and column in all panels, and the keyboard's place. */
export function rsmMarks({ mark, cursor }: RsmMarks, n: number, theme: Theme): readonly ShapeOf[] {
  const place = cursor
    ? cursorFrames(cursor.at, theme).map((frame) => ({
        ...frame,
        xref: axis('x', cursor.panel) as never,
        yref: axis('y', cursor.panel) as never,
      }))
    : [];
  return [...(mark === undefined ? [] : crosses(mark, n, theme)), ...place];
}

function crosses(mark: number, n: number, theme: Theme): readonly ShapeOf[] {
  const line = (at: number, along: 'row' | 'col', width: number, ink: string): ShapeOf => ({
    type: 'line',
    xref: axis('x', at) as never,
    yref: axis('y', at) as never,
    ...(along === 'row'
      ? { x0: -0.5, x1: n - 0.5, y0: mark, y1: mark }
      : { x0: mark, x1: mark, y0: -0.5, y1: n - 0.5 }),
    line: { color: ink, width },
  });
  return [0, 1, 2].flatMap((at) =>
    (['row', 'col'] as const).flatMap((along) => [line(at, along, 4, halo(theme)), line(at, along, 2, theme.focus)]),
  );
}

function axis(letter: 'x' | 'y', at: number): string {
  return at === 0 ? letter : `${letter}${at + 1}`;
}

function axisName(letter: 'x' | 'y', at: number): string {
  return `${letter}axis${at === 0 ? '' : at + 1}`;
}

/** The middle of each label's block, where there is room to write it. */
function blocksOf(
  labels: Int32Array,
  nameOf: (label: number) => string,
  pixels: number,
): { at: number[]; text: string[] } {
  const at: number[] = [];
  const text: string[] = [];
  let free = -Infinity;
  for (let start = 0; start < labels.length;) {
    let end = start + 1;
    while (end < labels.length && labels[end] === labels[start]) end++;
    const middle = (start + end - 1) / 2;
    const place = (middle / labels.length) * pixels;
    if (place - free >= 13) {
      at.push(middle);
      const name = nameOf(labels[start]!);
      text.push(name.length <= longestTick ? plain(name) : '');
      free = place;
    }
    start = end;
  }
  return { at, text };
}
