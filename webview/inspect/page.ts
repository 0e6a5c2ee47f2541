import type { ArraySummary, Inspection, Progress } from '../../src/engine/protocol';
import { announce } from '../a11y';
import { fill, h } from '../dom';
import { busy, button } from '../ui/controls';
import { icon } from '../ui/icons';
import { t } from '../words';
import { factsOf, factsTable, nameOf, shapeText, troublesOf } from './facts';
import { histogramView } from './histogram';

/** What the page asks for. */
export interface InspectActions {
  cancel(): void;
  again(): void;
  copy(text: string, what: string): void;
}

/** A dump's arrays as a table, and below it what is known of the chosen one. */
export class InspectPage {
  readonly element = h('div', { class: 'page' });
  readonly #title = h('h1', {});
  readonly #bar = h('div', { class: 'toolbar' });
  readonly #body = h('main', {});
  readonly #detail = h('section', { class: 'detail', 'aria-live': 'polite' });
  #inspection: Inspection | undefined;
  #chosen = 0;

  constructor(private readonly actions: InspectActions) {
    this.element.append(h('header', {}, this.#title, this.#bar), this.#body);
  }

  reading(name: string): void {
    this.#title.textContent = name;
    this.progress({ stage: '', done: 0, of: 0 });
  }

  progress({ stage, done, of }: Progress): void {
    const percent = of > 0 ? ` ${Math.floor((100 * done) / of)} %` : '';
    const words = `${stage === '' ? t('Reading the arrays…') : stage}${percent}`;
    const known = this.#bar.querySelector('.busy span');
    if (known) {
      known.textContent = words;
      return;
    }
    const cancel = button({ id: 'cancel', label: t('Cancel'), onPress: () => this.actions.cancel() });
    fill(this.#bar, busy(words), cancel);
    fill(this.#body);
  }

  failed(message: string): void {
    const again = button({ id: 'again', label: t('Read again'), look: 'primary', onPress: () => this.actions.again() });
    fill(this.#bar);
    fill(this.#body, h('p', { class: 'message error', role: 'alert' }, message), h('div', { class: 'actions' }, again));
  }

  show(inspection: Inspection, key?: string): void {
    this.#inspection = inspection;
    this.#chosen = Math.max(
      0,
      inspection.arrays.findIndex((array) => array.key === key),
    );
    const { arrays, ignored, format } = inspection;
    const facts = h(
      'span',
      { class: 'format' },
      `${format} · ${arrays.length === 1 ? t('1 array') : t('{0} arrays', arrays.length)}`,
    );
    const copy = (): void => this.actions.copy(factsTable(arrays), t('the table'));
    fill(
      this.#bar,
      facts,
      button({ id: 'copy', label: t('Copy Table'), onPress: copy }),
      button({ id: 'again', label: t('Read again'), onPress: () => this.actions.again() }),
    );
    fill(
      this.#body,
      arrays.length === 0
        ? h('p', { class: 'message' }, t('There are no arrays in this file.'))
        : arrays.length > 1 && this.#table(arrays),
      this.#detail,
      ignored.length > 0 &&
        h(
          'section',
          {},
          h('h2', {}, t('Not read')),
          h('ul', {}, ...ignored.map(({ key: name, reason }) => h('li', {}, `${name}: ${reason}`))),
        ),
    );
    this.#choose(this.#chosen);
  }

  #table(arrays: readonly ArraySummary[]): HTMLElement {
    const heads = [t('Array'), t('Shape'), t('Type'), t('Health')];
    return h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('Arrays of the file') },
      h(
        'table',
        { class: 'arrays' },
        h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
        h('tbody', {}, ...arrays.map((array, index) => this.#row(array, index))),
      ),
    );
  }

  #row(array: ArraySummary, index: number): HTMLElement {
    const troubles = troublesOf(array).length;
    return h(
      'tr',
      { 'data-index': index },
      h(
        'th',
        { scope: 'row' },
        h('button', { class: 'link', type: 'button', onclick: () => this.#choose(index) }, nameOf(array)),
      ),
      h('td', {}, shapeText(array)),
      h('td', {}, array.dtype),
      h(
        'td',
        {},
        troubles > 0 && icon('warning'),
        troubles > 0 ? ` ${t('{0} to look at', troubles)}` : t('no trouble found'),
      ),
    );
  }

  #choose(index: number): void {
    this.#chosen = index;
    for (const row of this.#body.querySelectorAll('tr[data-index]')) {
      const chosen = row.getAttribute('data-index') === String(index);
      row.classList.toggle('chosen', chosen);
      row.querySelector('button')?.setAttribute('aria-pressed', String(chosen));
    }
    const array = this.#inspection?.arrays[index];
    if (!array) return fill(this.#detail);
    const troubles = troublesOf(array);
    fill(
      this.#detail,
      h('h2', {}, `${nameOf(array)} · ${shapeText(array)} ${array.dtype}`),
      troubles.length > 0
        ? h('ul', { class: 'troubles' }, ...troubles.map((trouble) => h('li', {}, icon('warning'), ` ${trouble}`)))
        : h('p', {}, t('No NaN, no dead units, no constant columns, no zero or repeated rows.')),
      array.histogram && histogramView(array.histogram),
      h(
        'dl',
        {},
        ...factsOf(array).flatMap(({ name, text, help }) => [
          h('dt', { title: help }, name),
          h('dd', {}, text, help && h('span', { class: 'help' }, help)),
        ]),
      ),
    );
    announce(nameOf(array));
  }
}
