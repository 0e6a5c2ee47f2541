import type { Data, Layout, Shape } from 'plotly.js';

/** What Plotly draws: made by pure functions from results, drawn in one place. */
export interface Figure {
  readonly data: readonly Partial<Data>[];
  readonly layout: Partial<Layout>;
  /** Pixels that the figure asks for. */
  readonly height: number;
}

export type ShapeOf = Partial<Shape>;

/** The colours and fonts of the user's theme, resolved to values: Plotly draws `var(--x)` as white without a word. */
export interface Theme {
  readonly kind: 'light' | 'dark' | 'hc-light' | 'hc-dark';
  readonly background: string;
  readonly foreground: string;
  /** For axes and what is said in passing. */
  readonly muted: string;
  readonly border: string;
  /** For lines behind the data. */
  readonly grid: string;
  readonly focus: string;
  readonly error: string;
  readonly warning: string;
  /** For lines and bars, told apart by colour-blind people, and by dash as well. */
  readonly series: readonly string[];
  readonly font: string;
  readonly editorFont: string;
  readonly fontSize: number;
}

/** What a builder must know of the place it draws for. */
export interface Canvas {
  readonly width: number;
  readonly theme: Theme;
}

/** The layout that all figures start from. */
export function baseLayout({ width, theme }: Canvas, height: number): Partial<Layout> {
  return {
    width,
    height,
    autosize: false,
    paper_bgcolor: theme.background,
    plot_bgcolor: theme.background,
    font: { family: theme.font, size: theme.fontSize, color: theme.foreground },
    hovermode: 'closest',
    dragmode: false,
    showlegend: false,
  };
}

/** An axis without decoration. */
export function quietAxis(theme: Theme): NonNullable<Partial<Layout['xaxis']>> {
  return {
    showgrid: false,
    zeroline: false,
    showline: false,
    ticks: '',
    ticklabelstandoff: 4,
    fixedrange: true,
    tickfont: { family: theme.editorFont, size: theme.fontSize - 1, color: theme.foreground },
  };
}

/** Width of text in the editor font, near enough to lay out labels. */
export function textWidth(characters: number, fontSize: number): number {
  return characters * fontSize * 0.61;
}
