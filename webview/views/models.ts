import { averageLinkage, type Tree } from '../charts/clustering';
import { dendrogramFigure } from '../charts/dendrogram';
import { distancesOf, type Distances } from '../charts/distances';
import { facetsOf, groupsOf, type Facet } from '../charts/facets';
import { gridOf, reordered, type Grid } from '../charts/grid';
import { mapFigure } from '../charts/map';
import { mdsMap, type Embedding } from '../charts/mds';
import { formatValue } from '../charts/numbers';
import type { Twin } from '../charts/twin';
import { sharedScale } from '../charts/values';
import { fill, h, whenChanged } from '../dom';
import { Plot } from '../plot';
import { sameMeasure } from '../state';
import { hideTooltip, showTooltip } from '../tooltip';
import { dropdown } from '../ui/controls';
import { t } from '../words';
import type { Shown, View, ViewContext, ViewKind } from './context';
import { direction, measureName } from './describe';
import { framed } from './framed';
import { Heatmap } from './heatmap';
import { isMatrix } from './layers';

/** More models than this are not clustered or mapped: the page would stand still. */
const mostMapped = 200;

/** Models × models in the order of a tree, the tree above it, and a map of the same distances. */
class ModelsView implements View {
  readonly element = h('div', { class: 'view' });
  readonly #heatmap: Heatmap;
  readonly #tree: Plot;
  readonly #map: Plot;
  readonly #treePart: HTMLElement;
  readonly #mapPart: HTMLElement;
  readonly #mapSays = h('p', { class: 'quiet' });
  readonly #says = h('p', { class: 'statement' });
  readonly #facetChooser = h('div', { class: 'chooser' });
  #shown: Shown | undefined;
  #arranged: Arranged | undefined;
  #facet: Facet['id'] | undefined;
  readonly #arrange = whenChanged(() => this.#makeArrangement());

  constructor(private readonly context: ViewContext) {
    this.#heatmap = new Heatmap(context, ({ row, col }) => {
      const { order } = this.#arranged!;
      context.select({ result: this.#shown!.model.selection.result, row: order[row]!, col: order[col]! });
    });
    this.#tree = new Plot({
      label: t('The tree of the models: those that join low are alike. The table has the joins.'),
      figure: (canvas) => dendrogramFigure({ tree: this.#arranged!.tree, grid: this.#arranged!.grid }, canvas),
      onTrouble: context.trouble,
    });
    this.#map = new Plot({
      label: t('A map of the models: near = alike. The table has the coordinates.'),
      figure: (canvas) => mapFigure(this.#mapInput(), canvas),
      onHover: (point, { clientX, clientY }) => {
        const model = point && this.#modelAt(point.trace, point.point);
        if (model == null) return hideTooltip();
        showTooltip([this.#arranged!.original.rows[model] ?? '', ...this.#facetLines(model)], clientX, clientY);
      },
      onPick: ({ trace, point }) => this.#pick(this.#modelAt(trace, point)),
      onTrouble: context.trouble,
    });
    this.#treePart = framed({
      id: 'tree',
      heading: 'h2',
      title: t('Clustered by average linkage'),
      plot: this.#tree,
      notes: [
        this.#heatmap.element,
        h('p', { class: 'quiet' }, t('height = mean distance of what joins: those that join low are alike')),
        this.#says,
      ],
      twin: () => this.#joins(),
      context,
    });
    this.#mapPart = framed({
      id: 'map',
      heading: 'h2',
      title: t('Map'),
      plot: this.#map,
      notes: [this.#mapSays, this.#facetChooser],
      twin: () => this.#coordinates(),
      context,
    });
    this.element.append(this.#treePart, this.#mapPart);
  }

  get plot(): Plot {
    return this.#heatmap.plot;
  }

  update(shown: Shown): void {
    this.#shown = shown;
    const { model, document, result, measure } = shown;
    this.#arrange(model.version, model.selection.result);
    const { grid, order, tree, missing } = this.#arranged!;
    const { row, col } = model.selection;
    const chosen =
      row !== undefined && col !== undefined ? { row: order.indexOf(row), col: order.indexOf(col) } : undefined;
    this.#heatmap.update({
      grid,
      scale: sharedScale(document, sameMeasure(document, result), measure),
      selected: chosen,
      label: t(
        '{0}, {1} models by {1} models in the order of the tree, {2}.',
        measureName(measure, result),
        grid.rows.length,
        direction(measure),
      ),
    });
    this.#tree.element.hidden = tree.merges.length === 0;
    this.#treePart.classList.toggle('unclustered', tree.merges.length === 0);
    this.#mapPart.hidden = this.#arranged!.embedding === undefined;
    if (tree.merges.length > 0) this.#tree.refresh();
    if (this.#arranged!.embedding) this.#map.refresh();
    fill(
      this.#says,
      missing.length > 0 &&
        t(
          'Not clustered, as values are missing: {0}',
          missing.map((at) => this.#arranged!.original.rows[at]).join(', '),
        ),
    );
    this.#sayMap();
  }

  #makeArrangement(): void {
    const { document, result, measure } = this.#shown!;
    const original = gridOf(document, result);
    const square = result.rows.join('\n') === result.cols.join('\n') && result.rows.length <= mostMapped;
    const facts = measure ?? { kind: 'distance' as const, range: [0, null] as const };
    const distances: Distances = square ? distancesOf(original, facts) : { models: [], between: [], missing: [] };
    const tree = averageLinkage(distances.between);
    const placed = tree.order.map((leaf) => distances.models[leaf]!);
    const rest = original.rows.map((_, index) => index).filter((index) => !placed.includes(index));
    const order = [...placed, ...rest];
    const byId = new Map(document.items.map((item) => [item.id, item]));
    const facets = facetsOf(distances.models.map((index) => byId.get(result.rows[index]!)));
    this.#arranged = {
      original,
      grid: square ? reordered(original, order) : original,
      order: square ? order : original.rows.map((_, index) => index),
      tree,
      distances,
      missing: distances.missing,
      facets,
      embedding: distances.models.length > 2 ? mdsMap(distances.between) : undefined,
    };
    this.#buildChooser();
  }

  #buildChooser(): void {
    const { facets } = this.#arranged!;
    const current = this.#currentFacet();
    fill(
      this.#facetChooser,
      current &&
        dropdown({
          id: 'map-facet',
          label: t('Coloured by'),
          showLabel: true,
          options: facets.map(({ id, title }) => ({ value: id, text: title })),
          value: current.id,
          onChange: (value) => {
            this.#facet = value;
            this.#buildChooser();
            this.#map.refresh();
          },
        }),
    );
  }

  #currentFacet(): Facet | null {
    const { facets } = this.#arranged!;
    return facets.find(({ id }) => id === this.#facet) ?? facets.find(({ id }) => id === 'width') ?? facets[0] ?? null;
  }

  #mapInput(): Parameters<typeof mapFigure>[0] {
    const { embedding, distances, original } = this.#arranged!;
    const { row, col } = this.#shown!.model.selection;
    return {
      points: embedding!.points,
      names: distances.models.map((model) => original.rows[model]!),
      facet: this.#currentFacet(),
      marks: [row, col].map((model) => distances.models.indexOf(model ?? -1)).filter((at) => at >= 0),
    };
  }

  #sayMap(): void {
    const { embedding, facets } = this.#arranged!;
    const parts = [
      t('near = alike'),
      embedding && t('stress {0} (0 = every distance is kept)', formatValue(Number(embedding.stress.toFixed(4)))),
      facets.length > 0 && t('colour and shape = what is chosen below'),
    ];
    this.#mapSays.textContent = parts.filter(Boolean).join(' · ');
  }

  /** The model of a point: traces are the facet's groups. */
  #modelAt(trace: number, point: number): number | undefined {
    const { distances } = this.#arranged!;
    const facet = this.#currentFacet();
    if (!facet) return distances.models[point];
    const group = groupsOf(facet)[trace];
    return distances.models.filter((_, at) => facet.values[at] === group)[point];
  }

  #facetLines(model: number): readonly string[] {
    const { facets, distances } = this.#arranged!;
    const at = distances.models.indexOf(model);
    return facets.map(({ title, values }) => `${title}: ${values[at] ?? ''}`);
  }

  /** The first choice is a row, the next its column. */
  #pick(model: number | undefined): void {
    if (model === undefined) return;
    const { result, row } = this.#shown!.model.selection;
    this.context.select({ result, row: row ?? model, col: model });
  }

  #joins(): Twin {
    const { tree, distances, original } = this.#arranged!;
    const members: string[] = distances.models.map((model) => original.rows[model]!);
    const rows = tree.merges.map(({ left, right, height }) => {
      const [a, b] = [members[left]!, members[right]!];
      members.push(`${a}, ${b}`);
      return [a, b, height] as const;
    });
    return { columns: [t('Join'), t('with'), t('Mean distance')], rows };
  }

  #coordinates(): Twin {
    const { embedding, distances, original, facets } = this.#arranged!;
    return {
      columns: [t('Model'), 'x', 'y', ...facets.map(({ title }) => title)],
      rows: (embedding?.points ?? []).map(([x, y], at) => [
        original.rows[distances.models[at]!]!,
        x,
        y,
        ...facets.map(({ values }) => values[at]!),
      ]),
    };
  }
}

interface Arranged {
  readonly original: Grid;
  readonly grid: Grid;
  /** Indices into the original's rows. */
  readonly order: readonly number[];
  readonly tree: Tree;
  readonly distances: Distances;
  readonly missing: readonly number[];
  readonly facets: readonly Facet[];
  /** Of at least three models. */
  readonly embedding: Embedding | undefined;
}

export const modelsView: ViewKind = {
  id: 'models',
  title: () => t('Models'),
  applies: (shown) =>
    shown.document.request.mode === 'models' && shown.measure?.subject !== 'outputs' && isMatrix(shown),
  create: (context) => new ModelsView(context),
};

/** All pairs of outputs: the models again, by what they say. */
export const outputsMatrixView: ViewKind = {
  id: 'outputs-matrix',
  title: () => t('Pairs of outputs'),
  applies: (shown) => shown.measure?.subject === 'outputs' && isMatrix(shown),
  create: (context) => new ModelsView(context),
};
