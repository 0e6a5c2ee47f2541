import * as v from 'valibot';
import type { ResultDocument } from '../../src/comparison/document';
import { drilldownSchema, type Drilldown } from '../../src/comparison/drilldown/types';
import type { Host } from '../host';
import type { Looked } from '../looked';
import { messageOf } from '../../src/rpc/message-of';

/** What was asked of the extension, and what came of it. */
export type Learnt<T> =
  | { readonly state: 'asked' }
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'known'; readonly content: T };

export interface Cell {
  readonly result: number;
  readonly row: number;
  readonly col: number;
}

/** Instances to be shown with their pictures, once the details are known. */
type Featuring = (details: ResultDocument) => readonly number[];

/** What is learnt of cells beyond the document: each is asked for once, first its details, then its instances. */
export class Learning {
  readonly #details = new Map<string, Learnt<ResultDocument>>();
  readonly #drilldowns = new Map<string, Learnt<Drilldown>>();
  readonly #cells = new Map<string, Cell>();

  constructor(
    private readonly host: Host,
    private readonly onLearnt: () => void,
  ) {}

  detailsOf(cell: Cell): Learnt<ResultDocument> | undefined {
    return this.#details.get(keyOf(cell)) ?? given(this.#broughtOf(cell)?.details);
  }

  drilldownOf(cell: Cell): Learnt<Drilldown> | undefined {
    return this.#drilldowns.get(keyOf(cell)) ?? given(this.#broughtOf(cell)?.drilldown);
  }

  /** The cells whose details are known, in the order in which they were asked for. */
  get looked(): readonly Looked[] {
    return [...this.#cells].flatMap(([key, cell]) => {
      const details = this.#details.get(key);
      const drilldown = this.#drilldowns.get(key);
      if (details?.state !== 'known') return [];
      return [
        { cell, details: details.content, ...(drilldown?.state === 'known' && { drilldown: drilldown.content }) },
      ];
    });
  }

  #broughtOf(cell: Cell): Looked | undefined {
    return this.host.looked.find((looked) => keyOf(looked.cell) === keyOf(cell));
  }

  forget(): void {
    this.#details.clear();
    this.#drilldowns.clear();
    this.#cells.clear();
  }

  /** Asks for what is not known yet; nothing in a report. */
  ask(cell: Cell, featuring: Featuring): void {
    const { peer } = this.host;
    const key = keyOf(cell);
    if (!peer) return;
    const details = this.#details.get(key);
    this.#cells.set(key, cell);
    if (!details) {
      this.#follow(this.#details, key, peer.request('pairDetails', cell));
    } else if (details.state === 'known' && !this.#drilldowns.has(key)) {
      const asked = peer.request('drilldown', { ...cell, featured: featuring(details.content) });
      this.#follow(
        this.#drilldowns,
        key,
        asked.then((answer) => v.parse(drilldownSchema, answer)),
      );
    }
  }

  #follow<T>(known: Map<string, Learnt<T>>, key: string, answer: Promise<T>): void {
    const asked: Learnt<T> = { state: 'asked' };
    known.set(key, asked);
    const settle = (learnt: Learnt<T>): void => {
      if (known.get(key) !== asked) return; // forgotten meanwhile
      known.set(key, learnt);
      this.onLearnt();
    };
    answer.then(
      (content) => settle({ state: 'known', content }),
      (error: unknown) => settle({ state: 'refused', why: messageOf(error) }),
    );
  }
}

function given<T>(content: T | undefined): Learnt<T> | undefined {
  return content === undefined ? undefined : { state: 'known', content };
}

function keyOf({ result, row, col }: Cell): string {
  return [result, row, col].join(' ');
}
