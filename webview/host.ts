import * as v from 'valibot';
import { connect, type Peer } from '../src/rpc/rpc';
import { takeOver } from './early';
import { dataElement } from './elements';
import { unpackArrays, type Looked } from './looked';
import type { HostSide, PageSide, PageState } from './protocol';
import type { Store } from './state';
import { embeddedSchema, pageStateSchema, pageValidators } from './validators';
import { speak } from './words';
import { messageOf } from '../src/rpc/message-of';

/** Who is behind the page: the extension, or nobody (a report). */
export interface Host {
  /** null in a report: nothing can be computed, and exports are downloads. */
  readonly peer: Peer<HostSide> | null;
  keep(state: PageState): void;
  /** What a report was given along with its document; nothing in the panel, which asks. */
  readonly looked: readonly Looked[];
  /** Fills the store: from now on with what the extension sends, or at once with what the report carries. */
  start(store: Store): void;
}

/** Logs what went wrong in the page, where it can be read. */
export function reportTrouble(host: Host, message: string): void {
  if (host.peer) host.peer.tell('trouble', { message });
  else console.error(message);
}

export function findHost(): Host {
  const extension = takeOver();
  return extension ? extensionHost(extension) : reportHost();
}

function extensionHost({ api, channel }: NonNullable<ReturnType<typeof takeOver>>): Host {
  let store: Store | undefined;
  let address: unknown;
  const peer = connect<PageSide, HostSide>(
    channel,
    pageValidators,
    {
      requests: {},
      events: {
        show(show) {
          speak(show.strings);
          address = show.address;
          const kept = v.safeParse(v.object({ page: pageStateSchema }), api.getState());
          const state = show.state ?? (kept.success && !store?.model.document ? kept.output.page : undefined);
          store?.show({ ...show, ...(state && { state }) });
          const { selection, view } = store?.model ?? {};
          api.setState({ address, page: { ...(selection && { selection }), ...(view !== undefined && { view }) } });
        },
        cells: (cells) => store?.cells(cells),
        progress: (progress) => store?.progress(progress),
        finished: ({ document }) => store?.finished(document),
        failed: (failure) => store?.failed(failure),
      },
    },
    (why) => peer.tell('trouble', { message: `Refused a message of the extension: ${why}` }),
  );
  return {
    peer,
    looked: [],
    keep(page) {
      api.setState({ address, page });
      peer.tell('keep', page);
    },
    start(filled) {
      store = filled;
    },
  };
}

function reportHost(): Host {
  let looked: readonly Looked[] = [];
  return {
    peer: null,
    get looked() {
      return looked;
    },
    keep: () => undefined,
    start(store) {
      try {
        const text = document.getElementById(dataElement)?.textContent ?? '';
        const given = v.parse(embeddedSchema, JSON.parse(text, unpackArrays));
        const { title, document: results, catalogue, strings } = given;
        looked = given.looked ?? [];
        speak(strings);
        const [last] = looked;
        const state = last && { state: { selection: last.cell } };
        store.show({ title, document: results, catalogue, address: null, running: false, ...state });
      } catch (error) {
        store.failed({ message: `The report is damaged: ${messageOf(error)}` });
      }
    },
  };
}
