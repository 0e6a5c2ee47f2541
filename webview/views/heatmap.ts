import type { Grid } from '../charts/grid';
import type { At } from '../charts/cells';
import { heatmapFigure, heatmapGeometry, heatmapShapes, type HeatmapMarks } from '../charts/heatmap';
import type { Canvas } from '../charts/figure';
import type { Scale } from '../charts/scale';
import { Plot } from '../plot';
import { hideTooltip, showTooltip } from '../tooltip';
import { t } from '../words';
import type { ViewContext } from './context';
import { cellText, pairText } from './describe';
import { Walk } from './walk';

export interface HeatmapContent {
  readonly grid: Grid;
  readonly scale: Scale;
  readonly selected?: At | undefined;
  /** What is drawn, in one sentence; the keys are added. */
  readonly label: string;
}

type Pointed = Pick<PointerEvent, 'clientX' | 'clientY'>;

/** A heatmap that is read by mouse, keyboard and ear. */
export class Heatmap {
  readonly plot: Plot;
  #content: HeatmapContent | undefined;
  readonly #walk: Walk;
  #hovered: At | null = null;

  constructor(context: ViewContext, onSelect: (at: At) => void) {
    this.plot = new Plot({
      label: '',
      figure: (canvas) => heatmapFigure({ ...this.#shown, marks: this.#marks }, canvas),
      onHover: (point, at) => {
        this.#hovered = point && { row: point.y, col: point.x };
        this.#pointer(at);
      },
      onPick: ({ x, y }) => {
        this.#walk.forget();
        onSelect({ row: y, col: x });
      },
      onTrouble: context.trouble,
    });
    const { element } = this.plot;
    element.classList.add('heatmap');
    element.addEventListener('pointermove', (event) => this.#pointer(event));
    element.addEventListener('pointerleave', hideTooltip);
    this.#walk = new Walk(this.plot, {
      kind: t('heatmap'),
      size: () =>
        this.#content ? { rows: this.#content.grid.rows.length, cols: this.#content.grid.cols.length } : null,
      start: () => this.#content?.selected ?? { row: 0, col: 0 },
      describe: (at) => this.#describe(at),
      beside: (at) => this.#pixels(at),
      onMove: () => this.#redrawMarks(),
      onChoose: onSelect,
    });
  }

  get element(): HTMLElement {
    return this.plot.element;
  }

  update(content: HeatmapContent): void {
    this.#content = content;
    if (this.#walk.at && !has(content.grid, this.#walk.at)) this.#walk.forget();
    this.element.setAttribute(
      'aria-label',
      `${content.label} ${t('Arrow keys move over the cells, Enter chooses one.')}`,
    );
    this.plot.refresh();
  }

  /** The content is the same, something else is chosen. */
  mark(selected: At | undefined): void {
    if (!this.#content || same(this.#content.selected, selected)) return;
    this.#content = { ...this.#content, selected };
    this.#redrawMarks();
  }

  get #shown(): HeatmapContent {
    if (!this.#content) throw new Error('Nothing to draw yet.');
    return this.#content;
  }

  get #marks(): HeatmapMarks {
    return { selected: this.#content?.selected, cursor: this.#walk.at };
  }

  #redrawMarks(): void {
    const { grid } = this.#shown;
    void this.plot.markShapes((theme, canvas) =>
      heatmapShapes(grid, heatmapGeometry(grid, canvas), this.#marks, theme),
    );
  }

  /** Beside the pointer: the cell's words, or a label in full. */
  #pointer(event: Pointed): void {
    if (!this.#content) return;
    if (!this.element.matches(':hover')) return hideTooltip(); // told with a delay
    const { grid } = this.#content;
    const lines = this.#hovered ? this.#describe(this.#hovered) : this.#labelAt(event);
    if (this.#hovered && !has(grid, this.#hovered)) return hideTooltip();
    if (lines) showTooltip(lines, event.clientX, event.clientY);
    else hideTooltip();
  }

  #labelAt(event: Pointed): readonly string[] | undefined {
    const { grid } = this.#shown;
    const bounds = this.element.getBoundingClientRect();
    const { left, top, cellWidth, cellHeight } = heatmapGeometry(grid, this.plot.canvas);
    const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
    if (cellWidth < 12 || cellHeight < 12) return undefined; // it may be zoomed: labels stand elsewhere
    const name =
      x < left && y >= top
        ? grid.rows[Math.floor((y - top) / cellHeight)]
        : y < top && x >= left
          ? grid.cols[Math.floor((x - left) / cellWidth)]
          : undefined;
    return name === undefined ? undefined : [name];
  }

  #describe({ row, col }: At): readonly string[] {
    const { grid } = this.#shown;
    return [pairText(grid, row, col), cellText(grid, row, col)];
  }

  #pixels({ row, col }: At): { x: number; y: number } {
    const canvas: Canvas = this.plot.canvas;
    const { left, top, cellWidth, cellHeight } = heatmapGeometry(this.#shown.grid, canvas);
    const bounds = this.element.getBoundingClientRect();
    return {
      x: bounds.left + left + (col + 1) * cellWidth,
      y: bounds.top + top + (row + 0.5) * cellHeight,
    };
  }
}

function same(a: At | undefined, b: At | undefined): boolean {
  return a?.row === b?.row && a?.col === b?.col;
}

function has({ rows, cols }: Grid, { row, col }: At): boolean {
  return row < rows.length && col < cols.length;
}
