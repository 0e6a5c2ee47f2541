import type { Uri } from 'vscode';
import type { Progress } from '../../src/engine/protocol';
import { askUser, type Ask, type Choice, type LongWork, type Question } from '../../src/vscode/ui/ask';

/** What an answer is chosen from: the labels of a pick, the buttons of a notification. */
export interface Asked {
  readonly kind: 'pick' | 'pickMany' | 'text' | 'open' | 'save' | 'tell';
  readonly title: string;
  readonly labels: readonly string[];
}

/** A label to choose (labels for `pickMany`), a text, uris; undefined = dismissed. */
export type Answer = string | readonly string[] | Uri | readonly Uri[] | undefined;

/**
 * Answers for the user in tests inside VS Code, where modal dialogs throw. Each question takes the next answer; notifications
 * that nobody answers are noted and dismissed. Every other question without an answer is an error.
 */
export class ScriptedAsk {
  readonly asked: Asked[] = [];
  #answers: ((asked: Asked) => Answer)[] = [];
  #patience: (progress: Progress) => boolean = () => true;

  /** Replaces the answers that are still open. */
  answer(...answers: readonly (Answer | ((asked: Asked) => Answer))[]): void {
    this.#answers = answers.map((answer) => (typeof answer === 'function' ? answer : () => answer));
    this.asked.length = 0;
    this.#patience = () => true;
  }

  /** Cancels long work at the first progress that `patience` says no to; to be set anew for each test. */
  cancelUnless(patience: (progress: Progress) => boolean): void {
    this.#patience = patience;
  }

  /** To be put in the place of VS Code's own questions. */
  asAsk(): Ask {
    return {
      pick: (choices, question) => this.pick(choices, question),
      pickMany: (choices, question) => this.pickMany(choices, question),
      text: (question) => this.text(question),
      open: (options) => this.open(options),
      save: (options) => this.save(options),
      tell: (kind, message, ...actions) => this.tell(kind, message, ...actions),
      during: (title, work) => this.during(title, work),
    };
  }

  async pick<T>(choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>, question: Question) {
    const known = await choices;
    const label = this.#take('pick', question.title, known.map(labelOf));
    return label === undefined ? undefined : chosen(known, label as string);
  }

  async pickMany<T>(choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>, question: Question) {
    const known = await choices;
    const labels = this.#take('pickMany', question.title, known.map(labelOf));
    return (labels as readonly string[] | undefined)?.map((label) => chosen(known, label));
  }

  async text({ title }: Question) {
    return Promise.resolve(this.#take('text', title) as string | undefined);
  }

  async open({ title }: { title?: string }) {
    return Promise.resolve(this.#take('open', title ?? '') as readonly Uri[] | undefined);
  }

  async save({ title }: { title?: string }) {
    return Promise.resolve(this.#take('save', title ?? '') as Uri | undefined);
  }

  async tell(_kind: string, message: string, ...actions: string[]) {
    return Promise.resolve(this.#take('tell', message, actions) as string | undefined);
  }

  /** VS Code's own notification is shown, too. */
  async during<T>(title: string, work: LongWork<T>): Promise<T> {
    const controller = new AbortController();
    return askUser.during(title, (report, signal) =>
      work(
        (progress) => {
          report(progress);
          if (!this.#patience(progress)) controller.abort();
        },
        AbortSignal.any([signal, controller.signal]),
      ),
    );
  }

  #take(kind: Asked['kind'], title: string, labels: readonly string[] = []): Answer {
    const asked = { kind, title, labels };
    this.asked.push(asked);
    const answer = this.#answers.shift();
    if (answer) return answer(asked);
    if (kind === 'tell') return undefined;
    throw new Error(`Nobody answers “${title}” (${labels.slice(0, 8).join(', ')}).`);
  }
}

/** As a test writes it: "cnn_seed0 (epoch 30 · 4 layers)" is too much, so the label, or label and description. */
const labelOf = ({ label, description }: Choice<unknown>): string =>
  description === undefined ? label : `${label} | ${description}`;

function chosen<T>(choices: readonly Choice<T>[], wanted: string): T {
  const found = choices.find((choice) => choice.label === wanted || labelOf(choice).startsWith(wanted));
  if (!found) throw new Error(`No choice “${wanted}” in: ${choices.map(labelOf).join(', ')}`);
  return found.value;
}
