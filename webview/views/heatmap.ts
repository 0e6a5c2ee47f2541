import { announce, moved } from '../a11y';
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
  #cursor: At | undefined;
  #hovered: At | null = null;

  constructor(
    context: ViewContext,
    private readonly onSelect: (at: At) => void,
  ) {
    this.plot = new Plot({
      label: '',
      source: context.source,
      figure: (canvas) => heatmapFigure({ ...this.#shown, marks: this.#marks }, canvas),
      onHover: (point, at) => {
        this.#hovered = point && { row: point.y, col: point.x };
        this.#pointer(at);
      },
      onPick: ({ x, y }) => {
        this.#cursor = undefined;
        this.onSelect({ row: y, col: x });
      },
      onTrouble: context.trouble,
    });
    const { element } = this.plot;
    element.classList.add('heatmap');
    element.tabIndex = 0;
    element.setAttribute('role', 'application');
    element.setAttribute('aria-roledescription', t('heatmap'));
    element.addEventListener('keydown', (event) => this.#key(event));
    element.addEventListener('focus', () => this.#enter());
    element.addEventListener('blur', () => this.#moveTo(undefined));
    element.addEventListener('pointermove', (event) => this.#pointer(event));
    element.addEventListener('pointerleave', hideTooltip);
  }

  get element(): HTMLElement {
    return this.plot.element;
  }

  update(content: HeatmapContent): void {
    this.#content = content;
    if (this.#cursor && !has(content.grid, this.#cursor)) this.#cursor = undefined;
    this.element.setAttribute(
      'aria-label',
      `${content.label} ${t('Arrow keys move over the cells, Enter chooses one.')}`,
    );
    this.plot.refresh();
  }

  /** The content is the same, something else is chosen. */
  mark(selected: At | undefined): void {
    if (!this.#content) return;
    this.#content = { ...this.#content, selected };
    this.#redrawMarks();
  }

  get #shown(): HeatmapContent {
    if (!this.#content) throw new Error('Nothing to draw yet.');
    return this.#content;
  }

  get #marks(): HeatmapMarks {
    return { selected: this.#content?.selected, cursor: this.#cursor };
  }

  #redrawMarks(): void {
    const { grid } = this.#shown;
    void this.plot.markShapes((theme, canvas) =>
      heatmapShapes(grid, heatmapGeometry(grid, canvas), this.#marks, theme),
    );
  }

  #key(event: KeyboardEvent): void {
    if (!this.#content) return;
    const { grid } = this.#content;
    const here = this.#cursor ?? this.#content.selected ?? { row: 0, col: 0 };
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return this.onSelect(here);
    }
    const size = { rows: grid.rows.length, cols: grid.cols.length };
    const next = moved(event.key, here, size, event.ctrlKey || event.metaKey);
    if (!next) return;
    event.preventDefault();
    this.#moveTo(next);
  }

  #enter(): void {
    if (this.#content && this.element.matches(':focus-visible')) {
      this.#moveTo(this.#content.selected ?? { row: 0, col: 0 });
    }
  }

  #moveTo(at: At | undefined): void {
    this.#cursor = at;
    if (!this.#content) return;
    this.#redrawMarks();
    if (!at) return hideTooltip();
    const lines = this.#describe(at);
    announce(lines.join(', '));
    const { x, y } = this.#pixels(at);
    showTooltip(lines, x, y);
  }

  /** Beside the pointer: the cell's words, or a label in full. */
  #pointer(event: Pointed): void {
    if (!this.#content) return;
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

function has({ rows, cols }: Grid, { row, col }: At): boolean {
  return row < rows.length && col < cols.length;
}
