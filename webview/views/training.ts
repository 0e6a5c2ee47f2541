import { gridOf } from '../charts/grid';
import { linesFigure } from '../charts/lines';
import { gridAgainst, trainingLines, trainingOf, type Training } from '../charts/series';
import type { Twin } from '../charts/twin';
import { sharedScale } from '../charts/values';
import { fill, h, whenChanged } from '../dom';
import { Plot, type PlotPoint } from '../plot';
import { sameMeasure } from '../state';
import { hideTooltip, showTooltip } from '../tooltip';
import { dropdown } from '../ui/controls';
import { slider } from '../ui/slider';
import { t } from '../words';
import type { Shown, View, ViewContext, ViewKind } from './context';
import { cellText, direction, measureName } from './describe';
import { framed } from './framed';
import { Heatmap } from './heatmap';

/** A line a layer against the reference, and the chosen layer's snapshots against each other. */
class TrainingView implements View {
  readonly element = h('div', { class: 'view' });
  readonly #heading = h('h2', {});
  readonly #lines: Plot;
  readonly #chooser = h('div', { class: 'chooser' });
  /** All layers against the snapshot that the slider stands on. */
  readonly #moment: Heatmap;
  readonly #momentPart: HTMLElement;
  readonly #time = h('div', { class: 'chooser' });
  /** Where the slider stands; it follows the selection. */
  #step = 0;
  readonly #heatmap: Heatmap;
  readonly #matrix: HTMLElement;
  #shown: Shown | undefined;
  #training: Training | undefined;
  readonly #rebuildChooser = whenChanged(() => this.#buildChooser());
  readonly #rebuildTime = whenChanged(() => this.#buildTime());

  constructor(private readonly context: ViewContext) {
    this.#lines = new Plot({
      label: t('Values of each layer over training; the table has the numbers.'),
      figure: (canvas) => linesFigure(this.#linesInput(), canvas),
      onHover: (point, { clientX, clientY }) => {
        const lines = point && this.#describe(point);
        if (lines) showTooltip(lines, clientX, clientY);
        else hideTooltip();
      },
      onPick: (point) => this.#pick(point),
      onTrouble: context.trouble,
    });
    this.#heatmap = new Heatmap(context, (at) => {
      context.select({ result: this.#shown?.model.selection.result ?? 0, ...at });
    });
    this.#matrix = h('div', {}, this.#heatmap.element);
    this.#moment = new Heatmap(context, ({ row, col }) => {
      const matrix = this.#training?.layers.filter((layer) => layer.matrix !== undefined)[row]?.matrix;
      if (matrix !== undefined) context.select({ result: matrix, row: col, col: this.#step });
    });
    this.#momentPart = framed({
      id: 'moment',
      title: t('All layers through time'),
      heading: 'h2',
      plot: this.#moment.plot,
      above: [this.#time],
      twin: () => this.#momentTable(),
      context,
    });
    this.element.append(this.#heading, this.#lines.element, this.#momentPart, this.#chooser, this.#matrix);
  }

  get plot(): Plot {
    return this.#lines;
  }

  update(shown: Shown): void {
    this.#shown = shown;
    const { document, result, measure, model } = shown;
    const indices = sameMeasure(document, result);
    const training = (this.#training = trainingOf(document, indices));
    this.#heading.textContent = t('Each layer against {0} ({1})', training.reference, direction(measure));
    this.#lines.refresh();
    this.#rebuildTime(document, indices.length, model.selection.row);
    this.#drawMoment();
    this.#rebuildChooser(model.selection.result, document, indices.length);
    const current = training.layers.find(({ matrix }) => matrix === model.selection.result);
    this.#matrix.hidden = !current;
    if (!current) return;
    const { row, col } = model.selection;
    const grid = gridOf(document, result);
    this.#heatmap.update({
      grid,
      scale: sharedScale(document, indices, measure),
      selected: row !== undefined && col !== undefined ? { row, col } : undefined,
      label: t(
        '{0} of {1}: snapshots by snapshots, {2}.',
        measureName(measure, result),
        current.layer,
        direction(measure),
      ),
    });
  }

  #linesInput(): Parameters<typeof linesFigure>[0] {
    const { document, measure, result, model } = this.#shown!;
    const training = this.#training!;
    const { selection } = model;
    const line = training.layers.findIndex(
      ({ matrix, against }) => matrix === selection.result || against?.result === selection.result,
    );
    return {
      lines: trainingLines(document, training),
      steps: training.steps,
      scale: sharedScale(document, sameMeasure(document, result), measure),
      title: measureName(measure, result),
      selected: { line: line < 0 ? undefined : line, step: this.#step },
    };
  }

  /** The slider over the snapshots; there must be matrices for it to step through. */
  #buildTime(): void {
    const { model } = this.#shown!;
    const { steps, layers, reference } = this.#training!;
    const last = steps.indexOf(reference);
    this.#step = Math.min(model.selection.row ?? (last < 0 ? steps.length - 1 : last), steps.length - 1);
    this.#momentPart.hidden = steps.length < 2 || layers.every(({ matrix }) => matrix === undefined);
    fill(
      this.#time,
      slider({
        id: 'training-time',
        label: t('All layers against'),
        steps,
        value: this.#step,
        onStep: (step) => {
          this.#step = step;
          this.#lines.refresh();
          this.#drawMoment();
        },
      }),
    );
  }

  #drawMoment(): void {
    if (this.#momentPart.hidden) return;
    const { document, result, measure } = this.#shown!;
    const training = this.#training!;
    const grid = gridAgainst(document, training, this.#step);
    const { selection } = this.#shown!.model;
    const row = training.layers
      .filter(({ matrix }) => matrix !== undefined)
      .findIndex(({ matrix }) => matrix === selection.result);
    const chosen = row >= 0 && selection.row !== undefined && selection.col === this.#step;
    this.#moment.update({
      grid,
      scale: sharedScale(document, sameMeasure(document, result), measure),
      selected: chosen ? { row, col: selection.row } : undefined,
      label: t(
        '{0}: layers by snapshots against {1}, {2}.',
        measureName(measure, result),
        training.steps[this.#step] ?? '',
        direction(measure),
      ),
    });
  }

  #momentTable(): Twin {
    const training = this.#training!;
    const { rows, cols, values } = gridAgainst(this.#shown!.document, training, this.#step);
    return {
      columns: [`${t('Layer')} (${t('against {0}', training.steps[this.#step] ?? '')})`, ...cols],
      rows: rows.map((name, row) => [name, ...values[row]!]),
    };
  }

  #buildChooser(): void {
    const { model, document } = this.#shown!;
    const { layers } = this.#training!;
    const withMatrix = layers.filter(({ matrix }) => matrix !== undefined);
    fill(
      this.#chooser,
      withMatrix.length > 0 &&
        dropdown({
          id: 'training-layer',
          label: t('Snapshots × snapshots of'),
          showLabel: true,
          options: withMatrix.map(({ layer, matrix }) => ({ value: String(matrix), text: layer })),
          value: String(model.selection.result),
          onChange: (value) => {
            const { row, col } = this.#shown?.model.selection ?? {};
            const fits = document.results[Number(value)] !== undefined && row !== undefined && col !== undefined;
            this.context.select({ result: Number(value), ...(fits && { row, col }) });
          },
        }),
    );
  }

  #pick({ x, trace }: PlotPoint): void {
    const layer = this.#training?.layers[trace];
    if (layer?.against) this.context.select({ result: layer.against.result, row: x, col: layer.against.col });
  }

  #describe({ x, trace }: PlotPoint): readonly string[] | null {
    const { document } = this.#shown!;
    const layer = this.#training?.layers[trace];
    if (!layer?.against) return null;
    const grid = gridOf(document, document.results[layer.against.result]!);
    return [layer.layer, this.#training!.steps[x] ?? '', cellText(grid, x, layer.against.col)];
  }
}

export const trainingView: ViewKind = {
  id: 'training',
  title: () => t('Over training'),
  applies: ({ document, result, measure }) =>
    document.request.mode === 'training' && measure?.subject !== 'outputs' && result.cols[0] !== '*',
  create: (context) => new TrainingView(context),
};
