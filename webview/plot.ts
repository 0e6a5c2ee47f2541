import type { Config, PlotlyHTMLElement, PlotMouseEvent } from 'plotly.js';
import type { Canvas, Figure, ShapeOf, Theme } from './charts/figure';
import { h } from './dom';
import { loadPlotly } from './plotly-loader';
import { onThemeChange, readTheme } from './theme';
import { busy } from './ui/controls';
import { t } from './words';
import { messageOf } from '../src/rpc/message-of';

/*
 * The one place that draws. A plot is drawn again when its figure, its width or the theme changes; all plots of a page
 * share the library.
 */

/** Nothing leaves the machine: Plotly's own mode bar would offer to upload the chart. */
export const plotConfig: Partial<Config> = {
  showSendToCloud: false,
  plotlyServerURL: '',
  displaylogo: false,
  displayModeBar: false,
  responsive: false,
  scrollZoom: true,
  doubleClick: 'reset',
};

export interface PlotPoint {
  /** Data coordinates: indices, in heatmaps and over training. */
  readonly x: number;
  readonly y: number;
  /** Which of the figure's traces. */
  readonly trace: number;
  /** Which of the trace's points; of a heatmap's cells it says nothing. */
  readonly point: number;
}

export interface PlotOptions {
  /** What the picture shows, in words. */
  readonly label: string;
  readonly figure: (canvas: Canvas) => Figure;
  readonly onHover?: (point: PlotPoint | null, at: { readonly clientX: number; readonly clientY: number }) => void;
  readonly onPick?: (point: PlotPoint) => void;
  readonly onTrouble: (message: string) => void;
}

const underWay = new Set<Promise<void>>();

/** Kept when the page's plots are drawn as they are meant now. */
export async function plotsDrawn(): Promise<void> {
  await Promise.allSettled(underWay);
}

export class Plot {
  readonly element: HTMLElement;
  readonly #surface = h('div', { class: 'plot-surface' });
  /** Kept when all that was asked for is drawn. */
  #drawing: Promise<void> = Promise.resolve();
  #asked = false;
  #underWay = 0;
  /** Of the element when it was last drawn; undefined until then, and where it was hidden. */
  #width: number | undefined;
  #drawn: PlotlyHTMLElement | undefined;
  readonly #ends: (() => void)[] = [];

  constructor(private readonly options: PlotOptions) {
    this.element = h('div', { class: 'plot', role: 'img', 'aria-label': options.label }, busy(t('Drawing…')));
    const observer = new ResizeObserver(() => {
      if (this.element.clientWidth !== this.#width) this.refresh();
    });
    observer.observe(this.element);
    this.#ends.push(
      () => observer.disconnect(),
      onThemeChange(() => this.refresh()),
    );
  }

  get canvas(): Canvas {
    return { width: Math.max(160, this.element.clientWidth), theme: readTheme() };
  }

  /** Draws in the next frame; many askings are one drawing. */
  refresh(): void {
    if (this.#asked) return;
    this.#asked = true;
    const frame = new Promise((resolve) => requestAnimationFrame(resolve));
    this.#drawing = this.#during(
      Promise.all([frame, this.#drawing])
        .then(() => {
          this.#asked = false;
          return this.#draw();
        })
        .catch((error: unknown) => this.#fail(error)),
    );
  }

  /** Redraws the marks over a picture that is otherwise the same. */
  markShapes(shapes: (theme: Theme, canvas: Canvas) => readonly ShapeOf[]): Promise<void> {
    return this.#during(
      this.#drawing.then(async () => {
        const { canvas } = this;
        if (!this.#drawn || canvas.width !== this.#drawn.layout.width) return this.refresh();
        const plotly = await loadPlotly();
        await plotly.relayout(this.#surface, { shapes: shapes(canvas.theme, canvas) as never });
      }),
    );
  }

  async picture(format: 'png' | 'svg'): Promise<string> {
    await this.#drawing;
    const plotly = await loadPlotly();
    return await plotly.toImage(this.#surface, {
      format,
      width: this.element.clientWidth,
      height: this.#surface.clientHeight,
      ...(format === 'png' && { scale: 2 }),
    });
  }

  end(): void {
    for (const end of this.#ends) end();
    const surface = this.#surface;
    if (this.#drawn) void loadPlotly().then((plotly) => plotly.purge(surface));
  }

  /** Says that what is seen is not yet what is meant, to readers of the page, until `work` is done. */
  async #during(work: Promise<void>): Promise<void> {
    this.#underWay++;
    this.element.setAttribute('aria-busy', 'true');
    underWay.add(work);
    try {
      await work;
    } finally {
      underWay.delete(work);
      if (--this.#underWay === 0) this.element.removeAttribute('aria-busy');
    }
  }

  async #draw(): Promise<void> {
    this.#width = undefined;
    if (!this.element.isConnected || this.element.clientWidth === 0) return;
    const plotly = await loadPlotly();
    this.#width = this.element.clientWidth;
    const figure = this.options.figure(this.canvas);
    if (!this.#surface.isConnected) this.element.replaceChildren(this.#surface);
    const plot = await plotly.react(this.#surface, figure.data as never, figure.layout, plotConfig);
    if (!this.#drawn) this.#listen(plot);
    this.#drawn = plot;
  }

  #listen(plot: PlotlyHTMLElement): void {
    const point = (event: PlotMouseEvent): PlotPoint | undefined => {
      const first = event.points[0];
      return first && { x: Number(first.x), y: Number(first.y), trace: first.curveNumber, point: first.pointNumber };
    };
    plot.on('plotly_hover', (event) => {
      const inside = this.element.matches(':hover'); // it is told with a delay: the pointer may have left
      this.options.onHover?.((inside && point(event)) || null, event.event);
    });
    plot.on('plotly_unhover', (event) => this.options.onHover?.(null, event.event));
    plot.on('plotly_click', (event) => {
      const picked = point(event);
      if (picked) this.options.onPick?.(picked);
    });
  }

  #fail(error: unknown): void {
    const message = messageOf(error);
    this.element.replaceChildren(
      h('p', { class: 'message' }, t('This plot could not be drawn: {0} The table has its values.', message)),
    );
    this.options.onTrouble(`plot: ${message}`);
  }
}
