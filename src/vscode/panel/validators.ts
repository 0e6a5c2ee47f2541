import * as v from 'valibot';
import type { HostSide, KeptState, PageState } from '../../../webview/protocol';
import { MOST_FEATURED } from '../../comparison/drilldown/types';
import type { Validators } from '../../rpc/rpc';

/*
 * What the page may say. The page is ours, but what it shows is not: nothing it sends is believed before it has been checked here.
 */

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const parameters = v.record(v.string(), v.union([v.number(), v.boolean(), v.string(), v.null()]));

const pageState: v.GenericSchema<unknown, PageState> = v.looseObject({
  selection: v.optional(
    v.object({ result: index, row: v.optional(index), col: v.optional(index), instance: v.optional(index) }),
  ),
  view: v.optional(v.string()),
});

/** What VS Code hands to the serializer: written by a page, maybe of an earlier version. */
export const keptState: v.GenericSchema<unknown, KeptState> = v.object({
  address: v.unknown(),
  page: v.optional(pageState, {}),
});

export const hostValidators: Validators<HostSide> = {
  requests: {
    pairDetails: v.object({ result: index, row: index, col: index }),
    drilldown: v.object({
      result: index,
      row: index,
      col: index,
      featured: v.pipe(v.array(index), v.maxLength(MOST_FEATURED)),
    }),
  },
  events: {
    ready: v.null(),
    chooseMeasure: v.object({ id: v.string(), params: parameters }),
    cancel: v.null(),
    skip: v.null(),
    rerun: v.null(),
    dropNanRows: v.null(),
    openSource: v.null(),
    showLog: v.null(),
    exportAs: v.object({
      format: v.picklist(['json', 'csv', 'html', 'png', 'svg']),
      content: v.optional(v.string()),
    }),
    copy: v.object({ text: v.string(), what: v.string() }),
    keep: pageState,
    trouble: v.object({ message: v.string() }),
  },
};
