import * as v from 'valibot';
import type { Inspection } from '../../src/engine/protocol';
import type { Validators } from '../../src/rpc/rpc';
import type { InspectPageSide } from './protocol';

const count = v.pipe(v.number(), v.minValue(0));
const number = v.nullable(v.number());

const array = v.looseObject({
  key: v.nullable(v.string()),
  shape: v.array(count),
  dtype: v.string(),
  order: v.picklist(['C', 'F']),
  ...{ min: number, max: number, mean: number, std: number },
  ...{ nan: count, inf: count, zeroRows: count, constantColumns: count, deadColumns: count, duplicateRows: count },
  histogram: v.nullable(v.object({ low: v.number(), width: v.number(), counts: v.array(count) })),
  effectiveRank: v.nullable(v.object({ value: v.number(), rows: count })),
});

const inspection = v.object({
  path: v.string(),
  format: v.string(),
  arrays: v.array(array),
  ignored: v.array(v.object({ key: v.string(), reason: v.string() })),
}) as unknown as v.GenericSchema<unknown, Inspection>;

/** What the extension may tell the page of a dump. */
export const inspectValidators: Validators<InspectPageSide> = {
  requests: {},
  events: {
    reading: v.object({ name: v.string(), strings: v.optional(v.record(v.string(), v.string())) }),
    progress: v.object({ stage: v.string(), done: v.number(), of: v.number() }),
    inspected: v.object({ inspection, key: v.optional(v.string()) }),
    failed: v.object({ message: v.string() }),
  },
};
