import type { ResultDocument } from '../../src/comparison/document';
import { fill, h, whenChanged } from '../dom';
import { measureKey, type PageModel } from '../state';
import { button } from '../ui/controls';
import { icon } from '../ui/icons';
import { t } from '../words';

/** What changes the meaning of the numbers: always in sight. */
export class Facts {
  readonly element = h('div', { class: 'facts', role: 'note', 'aria-label': t('Facts that change the meaning') });
  #model: PageModel | undefined;
  readonly #rebuild = whenChanged(() => {
    const { problems, facts } = factsOf(this.#model!);
    this.element.hidden = problems.length + facts.length === 0;
    fill(
      this.element,
      facts.length > 0 && h('p', { class: 'fact' }, icon('warning'), ...facts.map((fact) => h('span', {}, fact))),
      problems.length > 0 &&
        h(
          'details',
          { open: problems.length <= 2 },
          h('summary', {}, problems.length === 1 ? t('1 problem') : t('{0} problems', problems.length)),
          h('ul', {}, ...problems.map((problem) => h('li', {}, problem))),
        ),
    );
  });

  update(model: PageModel): void {
    this.#model = model;
    const { facts, problems } = factsOf(model);
    this.#rebuild(facts.join('\n'), problems.join('\n'));
  }
}

function factsOf({ document, selection, notice, warning }: PageModel): {
  facts: readonly string[];
  problems: readonly string[];
} {
  const chosen = document?.results[selection.result];
  const warnings = document && chosen ? warningsOf(document, measureKey(chosen)) : [];
  const ended =
    document?.status === 'cancelled'
      ? [t('cancelled: cells that were not reached are empty')]
      : document?.status === 'partial'
        ? [t('some cells were lost to errors: run again to retry them')]
        : [];
  const told = [notice, warning].filter((text) => text !== undefined);
  return {
    facts: [...new Set([...told, ...ended, ...(document?.facts ?? []), ...warnings])],
    problems: (document?.problems ?? []).map(({ path, message }) => `${path}: ${message}`),
  };
}

function warningsOf(document: ResultDocument, key: string): readonly string[] {
  return document.results.filter((result) => measureKey(result) === key).flatMap(({ warnings }) => warnings);
}

export interface RunActions {
  cancel(): void;
  skip(): void;
}

/** How far a running comparison is, in words, and the ways to end it. */
export class RunProgress {
  readonly element = h('div', { class: 'progress' });
  readonly #bar = h('progress', { 'aria-label': t('Progress') });
  readonly #words = h('span', { class: 'progress-words' });
  readonly #buttons = h('span', { class: 'group' });
  #cancelling = false;
  readonly #rebuild = whenChanged(() =>
    fill(
      this.#buttons,
      button({
        id: 'skip',
        label: t('Skip'),
        onPress: () => this.actions.skip(),
        attributes: { title: t('Give up the cells in work now'), disabled: this.#cancelling },
      }),
      button({
        id: 'cancel',
        label: this.#cancelling ? t('Cancelling…') : t('Cancel'),
        onPress: () => this.actions.cancel(),
        attributes: { disabled: this.#cancelling },
      }),
    ),
  );

  constructor(private readonly actions: RunActions) {
    this.element.append(this.#bar, this.#words, this.#buttons);
  }

  update({ running, progress, cancelling }: PageModel): void {
    this.element.hidden = !running;
    if (!running) return;
    this.#cancelling = cancelling;
    if (progress && progress.of > 0) {
      this.#bar.max = progress.of;
      this.#bar.value = progress.done;
      this.#words.textContent = t('{0} · {1} of {2}', progress.stage, progress.done, progress.of);
    } else {
      this.#bar.removeAttribute('value');
      this.#words.textContent = progress?.stage ?? t('Preparing the comparison…');
    }
    this.#rebuild(cancelling);
  }
}
