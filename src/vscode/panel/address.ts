import * as v from 'valibot';
import type { ComparisonRequest } from '../../comparison/request';

/** Where a panel finds its comparison after a reload: a file, or one that is kept; `request` starts it anew where it isn't. */
export interface PanelAddress {
  readonly file?: string;
  readonly kept?: string;
  readonly title?: string;
  readonly request?: ComparisonRequest;
}

const text = v.optional(v.string());

const request = v.looseObject({
  operands: v.array(v.string()),
  base: v.string(),
  measures: v.array(v.looseObject({ id: v.string() })),
});

const address = v.object({ file: text, kept: text, title: text, request: v.optional(request) });

/** Reads an address that a page kept. The request is checked in full where it is carried out: by the engine. */
export function readAddress(raw: unknown): PanelAddress {
  const parsed = v.safeParse(address, raw);
  return parsed.success ? parsed.output : {};
}
