import { isNonFinite } from '../src/comparison/unusable';
import { announce } from './a11y';
import { sameMeasure, measureOf, type PageModel, type Store } from './state';
import { tableText, valueTable } from './charts/table';
import { fill, h, whenChanged, type Child } from './dom';
import { reportTrouble, type Host } from './host';
import { packLooked } from './looked';
import { Pace } from './pace';
import { plotsDrawn } from './plot';
import type { MenuEntry } from './ui/menu';
import { busy, button } from './ui/controls';
import { Tabs } from './ui/tabs';
import type { Shown, View, ViewContext, ViewKind } from './views/context';
import { layersView } from './views/layers';
import { modelsView, outputsMatrixView } from './views/models';
import { Pane } from './views/pane';
import { concordView } from './views/concord';
import { statisticsView } from './views/statistics';
import { Facts, RunProgress } from './views/status';
import { summaryView } from './views/summary';
import { tableView } from './views/table';
import { Toolbar } from './views/toolbar';
import { trainingView } from './views/training';
import { copyText, download } from './exports';
import { t } from './words';

/** Every way to look at a comparison, in the order of the tabs. A new view is one more entry. */
const kinds: readonly ViewKind[] = [
  layersView,
  trainingView,
  modelsView,
  summaryView,
  outputsMatrixView,
  statisticsView,
  concordView,
  tableView,
];

/** The page: puts the parts together, and draws them again when the state changes. */
export class Page {
  readonly element = h('div', { class: 'page' });
  readonly #title = h('h1', {});
  readonly #message = h('div', { class: 'state-message' });
  readonly #body = h('div', { class: 'columns' });
  readonly #tabs: Tabs;
  readonly #toolbar: Toolbar;
  readonly #facts = new Facts();
  readonly #progress: RunProgress;
  readonly #pane: Pane;
  readonly #made = new Map<string, View>();
  #shown: Shown | undefined;
  #active = '';
  readonly #rebuildMessage = whenChanged(() => fill(this.#message, ...this.#messageParts(this.store.model)));
  readonly #redraw = whenChanged(() => this.#drawShown(this.#shown!));
  readonly #context: ViewContext;

  constructor(
    private readonly store: Store,
    private readonly host: Host,
  ) {
    this.#context = {
      select: (selection) => store.select(selection),
      copy: (text, what) => this.#copy(text, what),
      save: (format, content) => this.#hand(format, content),
      trouble: (message) => reportTrouble(host, message),
    };
    const { peer } = host;
    this.#toolbar = new Toolbar(this.#context, {
      compute: peer && {
        chooseMeasure: (id, params) => peer.tell('chooseMeasure', { id, params }),
        rerun: () => peer.tell('rerun', null),
      },
      exports: this.#exports(),
    });
    this.#progress = new RunProgress({
      cancel: () => {
        store.cancelling();
        peer?.tell('cancel', null);
      },
      skip: () => peer?.tell('skip', null),
    });
    this.#pane = new Pane(this.#context, host);
    this.#tabs = new Tabs((id) => store.view(id));
    this.#body.append(this.#tabs.element, this.#pane.element);
    this.element.append(
      h('header', {}, this.#title, this.#toolbar.element, this.#facts.element, this.#progress.element),
      h('main', {}, this.#message, this.#body),
    );
    const pace = new Pace(() => {
      this.#draw(store.model);
      return plotsDrawn();
    });
    store.subscribe((_, streamed) => {
      this.element.dataset.behind = ''; // for whoever looks at the page from outside: there is more to come
      if (streamed) pace.soon();
      else pace.now();
    });
    this.#draw(store.model);
  }

  #draw(model: PageModel): void {
    delete this.element.dataset.behind;
    const shown = shownOf(model);
    this.#shown = shown;
    this.#title.textContent = model.title;
    this.#title.hidden = model.title === '';
    document.title = model.title || 'Likeness';
    this.#toolbar.element.hidden = this.#body.hidden = !shown;
    this.#facts.update(model);
    this.#progress.update(model);
    this.#rebuildMessage(model.failure, shown === undefined, model.document, model.running, canDropRows(model));
    if (!shown) return;
    const { version, selection, view, catalogue, running, notice } = model;
    this.#redraw(model.document, version, selection, view, catalogue, running, notice);
  }

  /** All but the progress, which comes far more often than anything that is drawn from. */
  #drawShown(shown: Shown): void {
    const { model } = shown;
    this.#toolbar.update(shown);
    const available = kinds.filter((kind) => kind.applies(shown));
    const [first] = available;
    this.#active = available.find(({ id }) => id === model.view)?.id ?? first?.id ?? '';
    const list = available.map((kind) => ({
      id: kind.id,
      title: kind.title(shown),
      content: this.#viewOf(kind).element,
    }));
    this.#tabs.show(list, this.#active);
    this.#made.get(this.#active)?.update(shown);
    this.#pane.update(shown);
  }

  #viewOf(kind: ViewKind): View {
    const view = this.#made.get(kind.id) ?? kind.create(this.#context);
    this.#made.set(kind.id, view);
    return view;
  }

  /** Words where there is nothing to draw, or no more. */
  #messageParts(model: PageModel): Child[] {
    const { failure, document, running } = model;
    const { peer } = this.host;
    if (failure) {
      return [
        h('p', { class: 'message error', role: 'alert' }, failure.message),
        peer &&
          h(
            'div',
            { class: 'actions' },
            document &&
              button({ id: 'retry', label: t('Run again'), look: 'primary', onPress: () => peer.tell('rerun', null) }),
            failure.source === true &&
              button({ id: 'source', label: t('Open as text'), onPress: () => peer.tell('openSource', null) }),
            button({ id: 'log', label: t('Show log'), onPress: () => peer.tell('showLog', null) }),
          ),
      ];
    }
    if (!document) return [!running && busy(t('Waiting for the comparison…'))]; // of what runs the progress tells
    if (document.results.length === 0) {
      return [
        h(
          'p',
          { class: 'message' },
          running ? t('Nothing is computed yet.') : t('This comparison has no results. The problems above say why.'),
        ),
      ];
    }
    if (peer && canDropRows(model)) {
      const drop = t('Drop these rows in both');
      return [
        h('p', { class: 'message' }, t('Some cells have no value because rows contain NaN or Inf.')),
        h(
          'div',
          { class: 'actions' },
          button({ id: 'drop-rows', label: drop, onPress: () => peer.tell('dropNanRows', null) }),
        ),
      ];
    }
    return [];
  }

  #copy(text: string, what: string): void {
    const { peer } = this.host;
    if (peer) peer.tell('copy', { text, what });
    else void copyText(text).catch((error: unknown) => reportTrouble(this.host, String(error)));
    announce(t('Copied {0}.', what));
  }

  #hand(format: 'json' | 'csv' | 'html' | 'png' | 'svg', content?: string): void {
    const { peer } = this.host;
    if (peer) peer.tell('exportAs', { format, ...(content !== undefined && { content }) });
    else if (content !== undefined) download(this.store.model.title, format, content);
  }

  #exports(): readonly MenuEntry[] {
    const { peer } = this.host;
    const hand = this.#hand.bind(this);
    const picture = (format: 'png' | 'svg'): void => {
      const plot = this.#made.get(this.#active)?.plot ?? [...this.#made.values()].find((view) => view.plot)?.plot;
      if (!plot) return announce(t('This view has no picture to export.'));
      plot.picture(format).then(
        (content) => hand(format, content),
        (error: unknown) => reportTrouble(this.host, `export: ${String(error)}`),
      );
    };
    const csv = (): void => {
      const shown = this.#shown;
      if (shown) hand('csv', tableText(valueTable(shown.document, sameMeasure(shown.document, shown.result)), ','));
    };
    return [
      { label: t('Picture (PNG)'), onChoose: () => picture('png') },
      { label: t('Picture (SVG)'), onChoose: () => picture('svg') },
      { label: t('Values (CSV)'), onChoose: csv },
      {
        label: t('Result document (JSON)'),
        onChoose: () => hand('json', peer ? undefined : JSON.stringify(this.store.model.document, null, 1)),
      },
      ...(peer ? [{ label: t('Report (HTML)'), onChoose: () => hand('html', packLooked(this.#pane.looked)) }] : []),
    ];
  }
}

/** True where cells would have a value if rows with NaN or Inf were left out, and that can be asked for. */
function canDropRows({ document, running, notice }: PageModel): boolean {
  if (!document || running || notice !== undefined || document.request.dropNanRows === true) return false;
  return document.results.some((result) => result.undefined.some(({ reason }) => isNonFinite(reason)));
}

function shownOf(model: PageModel): Shown | undefined {
  const { document, selection } = model;
  const result = document?.results[selection.result];
  return document && result ? { model, document, result, measure: measureOf(model, result) } : undefined;
}
