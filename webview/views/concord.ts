import { concordGrid, judgesOf, rankCorrelation, type Judge } from '../charts/concord';
import { scaleFor } from '../charts/scale';
import type { Twin } from '../charts/twin';
import { fill, h, whenChanged } from '../dom';
import type { Plot } from '../plot';
import { measureOf, sameMeasure } from '../state';
import { t } from '../words';
import type { Shown, View, ViewContext, ViewKind } from './context';
import { measureName, parametersText } from './describe';
import { framed } from './framed';
import { Heatmap } from './heatmap';
import { Multiple } from './multiple';
import { scaleStrip } from './strip';

const around = scaleFor({ kind: 'similarity', range: [-1, 1] }, [-1, 1]);

/** Do the measures order the cells alike? And what each of them sees, side by side. */
class ConcordView implements View {
  readonly element = h('div', { class: 'view' });
  readonly #heatmap: Heatmap;
  readonly #beside = h('div', { class: 'multiples' });
  #shown: Shown | undefined;
  #judges: readonly Judge[] = [];
  #multiples: readonly Multiple[] = [];
  readonly #rebuild = whenChanged(() => this.#buildMultiples(this.#shown!));
  readonly #mark = whenChanged(() => this.#multiples.forEach((multiple) => multiple.mark(this.#shown!)));

  constructor(private readonly context: ViewContext) {
    this.#heatmap = new Heatmap(context, ({ row }) => this.#swap(this.#judges[row]));
    this.element.append(
      framed({
        id: 'concord',
        title: t('Rank correlation of the measures over the cells of this comparison'),
        heading: 'h2',
        plot: this.#heatmap.plot,
        notes: [
          h(
            'p',
            { class: 'scales' },
            t('1 = they order the cells alike, 0 = unrelated, −1 = the other way round'),
            ' ',
            scaleStrip(around),
          ),
          h(
            'p',
            { class: 'quiet' },
            t('Spearman; distances count by their negative; items with themselves are left out.'),
          ),
        ],
        twin: () => this.#table(),
        context,
      }),
      h('h2', {}, t('Side by side')),
      this.#beside,
    );
  }

  get plot(): Plot {
    return this.#heatmap.plot;
  }

  update(shown: Shown): void {
    this.#shown = shown;
    const { document, model, result } = shown;
    this.#judges = judgesIn(shown);
    const here = this.#judges.findIndex((judge) => sameMeasure(document, result).includes(judge.result));
    this.#heatmap.update({
      grid: concordGrid(this.#judges),
      scale: around,
      ...(here >= 0 && { selected: { row: here, col: here } }),
      label: t('Rank correlation of {0} measures.', this.#judges.length),
    });
    const { row, col } = model.selection;
    this.#rebuild(model.version);
    this.#mark(this.#multiples, model.selection.result, row, col);
  }

  #buildMultiples(shown: Shown): void {
    for (const multiple of this.#multiples) multiple.end();
    this.#multiples = this.#judges.map((judge) => new Multiple(judge, shown, this.context, () => this.#swap(judge)));
    fill(this.#beside, ...this.#multiples.map(({ element }) => element));
    for (const multiple of this.#multiples) multiple.refresh();
  }

  /** The same cell under another measure. */
  #swap(judge: Judge | undefined): void {
    if (!judge) return;
    const { row, col, instance } = this.#shown!.model.selection;
    const at = row === undefined || col === undefined ? {} : { row, col };
    this.context.select({ result: judge.result, ...at, ...(instance !== undefined && { instance }) });
  }

  #table(): Twin {
    const rows = this.#judges.flatMap((a, i) =>
      this.#judges.slice(0, i).map((b) => {
        const { value, shared } = rankCorrelation(a, b);
        return [b.name, a.name, value, shared] as const;
      }),
    );
    return { columns: [t('Measure'), t('and'), t('Rank correlation'), t('Cells')], rows };
  }
}

function judgesIn({ document, model }: Shown): readonly Judge[] {
  const several = (id: string): boolean =>
    new Set(document.results.filter(({ measure }) => measure === id).map(({ params }) => JSON.stringify(params))).size >
    1;
  return judgesOf(
    document,
    (result) => measureOf(model, result),
    (result) => {
      const measure = measureOf(model, result);
      const name = measureName(measure, result);
      const parameters = several(result.measure) ? parametersText(measure, result) : '';
      return parameters
        ? { name: `${name} (${parameters})`, short: `${result.measure} ${parameters}` }
        : { name, short: result.measure };
    },
  );
}

export const concordView: ViewKind = {
  id: 'concord',
  title: () => t('Measures agree?'),
  applies: (shown) => shown.document.results.length > 1 && judgesIn(shown).length > 1,
  create: (context) => new ConcordView(context),
};
