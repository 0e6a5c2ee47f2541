import type { Parameters, ParameterSpecs } from '../../src/measures/parameters';
import type { Result, ResultDocument } from '../../src/comparison/document';
import { formatSeconds } from '../charts/numbers';
import type { Scale } from '../charts/scale';
import { sharedScale } from '../charts/values';
import { fill, h, whenChanged } from '../dom';
import type { CatalogueEntry } from '../protocol';
import { measureKey, sameMeasure } from '../state';
import { button, dropdown } from '../ui/controls';
import { menuButton, type MenuEntry } from '../ui/menu';
import { t } from '../words';
import type { Shown, ViewContext } from './context';
import { direction, measureName, parametersText } from './describe';
import { scaleStrip } from './strip';
import { parameterControls } from './parameters';

export interface ToolbarActions {
  /** null: nobody can compute (a report). */
  readonly compute: {
    chooseMeasure(id: string, params: Parameters): void;
    rerun(): void;
  } | null;
  readonly exports: readonly MenuEntry[];
}

/** One line: what is measured and how, how to read its colours, what computed it, what can be done with it. */
export class Toolbar {
  readonly element = h('div', { class: 'toolbar', role: 'toolbar', 'aria-label': t('Measure and actions') });
  readonly #measure = h('div', { class: 'group' });
  readonly #legend = h('div', { class: 'group legend' });
  readonly #engine = h('div', { class: 'group quiet' });
  readonly #actions = h('div', { class: 'group actions-right' });
  #shown: Shown | undefined;
  readonly #rebuildMeasure = whenChanged(() => fill(this.#measure, ...this.#measureControls()));
  readonly #rebuildActions = whenChanged(() => fill(this.#actions, ...this.#actionButtons()));

  constructor(
    private readonly context: Pick<ViewContext, 'select'>,
    private readonly actions: ToolbarActions,
  ) {
    const aside = h('div', { class: 'aside' }, this.#engine, this.#actions);
    this.element.append(this.#measure, this.#legend, aside);
  }

  update(shown: Shown): void {
    this.#shown = shown;
    const { document, result, model, measure } = shown;
    this.#rebuildMeasure(measureKey(result), model.catalogue, this.#canCompute(), keysOf(document));
    fill(this.#legend, ...legend(sharedScale(document, sameMeasure(document, result), measure), measure, result));
    const { engine } = document;
    const seconds = document.results.reduce((total, each) => total + each.seconds, 0);
    const precision = engine.precision === 'float64' ? 'f64' : 'f32';
    this.#engine.textContent = [`${engine.name} ${precision}`, seconds > 0 && formatSeconds(seconds)]
      .filter(Boolean)
      .join(' · ');
    const threads = engine.threads === 1 ? t('1 thread') : t('{0} threads', engine.threads);
    this.#engine.title = [`${engine.name} ${engine.version}, ${threads}`, engine.reason].filter(Boolean).join('. ');
    this.#rebuildActions(model.running, model.notice);
  }

  #canCompute(): boolean {
    return this.actions.compute !== null && this.#shown?.model.notice === undefined;
  }

  #measureControls(): HTMLElement[] {
    const { measure, result } = this.#shown!;
    const choices = this.#canCompute() ? this.#catalogueChoices() : this.#documentChoices();
    const selected = this.#canCompute() ? result.measure : measureKey(result);
    const picker = dropdown({
      id: 'measure',
      label: t('Measure'),
      options: choices.map(({ value, text }) => ({ value, text })),
      value: selected,
      onChange: (value) => choices.find((choice) => choice.value === value)?.choose(),
    });
    if (!measure || !this.#canCompute()) return [picker];
    const controls = parameterControls(measure, result, {
      disabled: false,
      onChange: (name, value) => this.#show(measure.id, { ...result.params, [name]: value }),
    });
    return [picker, ...controls];
  }

  /** Measures that this comparison could be asked for. */
  #catalogueChoices(): Choice[] {
    const { model, document, measure, result } = this.#shown!;
    const { mode } = document.request;
    const fits = (entry: CatalogueEntry): boolean =>
      entry.subject === (measure?.subject ?? 'representation') &&
      (mode === 'statistics'
        ? entry.arity === 'statistic'
        : entry.arity === 'pair' || mode === 'pair' || entry.subject === 'outputs');
    const entries = model.catalogue.filter((entry) => fits(entry) || entry.id === result.measure);
    const choices = entries.map((entry): Choice => {
      return { value: entry.id, text: entry.name, choose: () => this.#showMeasure(entry) };
    });
    if (!measure) choices.unshift({ value: result.measure, text: result.measure, choose: () => undefined });
    return choices;
  }

  /** Measures that are there already, one entry for each set of parameters. */
  #documentChoices(): Choice[] {
    const { model, document } = this.#shown!;
    const firsts = new Map<string, number>();
    document.results.forEach((result, index) => {
      const key = measureKey(result);
      if (!firsts.has(key)) firsts.set(key, index);
    });
    return [...firsts].map(([key, index]) => {
      const result = document.results[index]!;
      const measure = model.catalogue.find(({ id }) => id === result.measure);
      const name = measureName(measure, result);
      const several =
        [...firsts.values()].filter((each) => document.results[each]!.measure === result.measure).length > 1;
      const parameters = several ? parametersText(measure, result) : '';
      return { value: key, text: parameters ? `${name} (${parameters})` : name, choose: () => this.#select(index) };
    });
  }

  #showMeasure(entry: CatalogueEntry): void {
    const index = this.#shown!.document.results.findIndex(({ measure }) => measure === entry.id);
    if (index >= 0) this.#select(index);
    else this.#show(entry.id, defaultsOf(entry.parameters));
  }

  /** Shows the result where the document has it, else asks for it. */
  #show(id: string, params: Parameters): void {
    const wanted = measureKey({ measure: id, params });
    const index = this.#shown!.document.results.findIndex((result) => measureKey(result) === wanted);
    if (index >= 0) this.#select(index);
    else this.actions.compute?.chooseMeasure(id, params);
  }

  #select(result: number): void {
    this.context.select({ ...this.#shown!.model.selection, result });
  }

  #actionButtons(): (HTMLElement | null)[] {
    const { compute, exports } = this.actions;
    return [
      this.#canCompute() && !this.#shown!.model.running
        ? button({ id: 'rerun', label: t('Run again'), icon: 'rerun', onPress: () => compute?.rerun() })
        : null,
      menuButton({ id: 'export', label: t('Export'), icon: 'export', entries: exports }),
    ];
  }
}

interface Choice {
  readonly value: string;
  readonly text: string;
  readonly choose: () => void;
}

/** The direction in words, and the colours from end to end. */
function legend(scale: Scale, measure: CatalogueEntry | undefined, result: Result): HTMLElement[] {
  const words = direction(measure);
  const direct = words ? [h('span', { class: 'direction' }, words)] : [];
  if (measure?.kind === 'statistic' || result.rows.length * result.cols.length === 1) return direct;
  return [...direct, scaleStrip(scale)];
}

function keysOf(document: ResultDocument): string {
  return document.results.map(measureKey).join('\n');
}

function defaultsOf(specs: ParameterSpecs): Parameters {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default]));
}
