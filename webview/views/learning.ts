import * as v from 'valibot';
import type { ResultDocument } from '../../src/comparison/document';
import { drilldownSchema, type Drilldown } from '../../src/comparison/drilldown/types';
import type { Host } from '../host';
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

  constructor(
    private readonly host: Host,
    private readonly onLearnt: () => void,
  ) {}

  detailsOf(cell: Cell): Learnt<ResultDocument> | undefined {
    return this.#details.get(keyOf(cell));
  }

  drilldownOf(cell: Cell): Learnt<Drilldown> | undefined {
    return this.#drilldowns.get(keyOf(cell));
  }

  forget(): void {
    this.#details.clear();
    this.#drilldowns.clear();
  }

  /** Asks for what is not known yet; nothing in a report. */
  ask(cell: Cell, featuring: Featuring): void {
    const { peer } = this.host;
    const key = keyOf(cell);
    if (!peer) return;
    const details = this.#details.get(key);
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

function keyOf({ result, row, col }: Cell): string {
  return [result, row, col].join(' ');
}
