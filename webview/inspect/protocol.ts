import type { Inspection, Progress } from '../../src/engine/protocol';

/*
 * What the page of a dump and the extension say to each other. The page draws what the engine found; it is sent again
 * when the page says `ready`.
 */

/** What the page tells the extension. */
export type InspectPageEvents = {
  ready: null;
  /** Ends the reading. */
  cancel: null;
  /** Reads again. */
  again: null;
  copy: { readonly text: string; readonly what: string };
  /** Something of the page went wrong (a CSP violation, an exception): it is logged. */
  trouble: { readonly message: string };
};

/** What the extension tells the page. */
export type InspectEvents = {
  /** What is read, before anything is known of it. */
  reading: { readonly name: string; readonly strings?: Readonly<Record<string, string>> };
  progress: Progress;
  /** `key`: the array to look at first. */
  inspected: { readonly inspection: Inspection; readonly key?: string };
  failed: { readonly message: string };
};

export type InspectHostSide = { readonly requests: Record<string, never>; readonly events: InspectPageEvents };
export type InspectPageSide = { readonly requests: Record<string, never>; readonly events: InspectEvents };
