import * as v from 'valibot';
import { resultDocumentSchema } from '../src/comparison/document';
import { drilldownSchema } from '../src/comparison/drilldown/types';
import type { Validators } from '../src/rpc/rpc';
import type { CatalogueEntry, PageSide, PageState, Show } from './protocol';

/*
 * Nothing that reaches the page is believed before it was looked at, also not from the extension.
 */

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const selection = v.object({
  result: index,
  row: v.optional(index),
  col: v.optional(index),
  instance: v.optional(index),
});
export const pageStateSchema: v.GenericSchema<unknown, PageState> = v.object({
  selection: v.optional(selection),
  view: v.optional(v.string()),
});

const parameterSpec = v.variant('type', [
  v.looseObject({ type: v.picklist(['number', 'integer']), default: v.nullable(v.number()), help: v.string() }),
  v.looseObject({ type: v.literal('boolean'), default: v.boolean(), help: v.string() }),
  v.looseObject({ type: v.literal('choice'), default: v.string(), choices: v.array(v.string()), help: v.string() }),
  v.looseObject({ type: v.literal('file'), default: v.null(), help: v.string() }),
]);

/** The fields that the page works with; the rest of a catalogue entry is only shown. */
export const catalogueSchema = v.array(
  v.looseObject({
    id: v.string(),
    name: v.string(),
    family: v.string(),
    kind: v.picklist(['similarity', 'distance', 'statistic']),
    range: v.tuple([v.nullable(v.number()), v.nullable(v.number())]),
    symmetric: v.boolean(),
    subject: v.picklist(['representation', 'outputs']),
    arity: v.picklist(['pair', 'group', 'statistic']),
    parameters: v.record(v.string(), parameterSpec),
    summary: v.string(),
  }),
) as unknown as v.GenericSchema<unknown, readonly CatalogueEntry[]>;

const show: v.GenericSchema<unknown, Show> = v.object({
  title: v.string(),
  address: v.unknown(),
  document: v.nullable(resultDocumentSchema),
  catalogue: catalogueSchema,
  running: v.boolean(),
  notice: v.optional(v.string()),
  warning: v.optional(v.string()),
  state: v.optional(pageStateSchema),
  strings: v.optional(v.record(v.string(), v.string())),
});

const json: v.GenericSchema<unknown, never> = v.any() as never;

export const pageValidators: Validators<PageSide> = {
  requests: {},
  events: {
    show,
    cells: v.array(
      v.object({
        result: index,
        row: index,
        col: index,
        value: v.nullable(v.number()),
        reason: v.optional(v.string()),
        failed: v.optional(v.boolean()),
        details: v.optional(v.record(v.string(), json)),
        warnings: v.optional(v.array(v.string())),
        seconds: v.number(),
      }),
    ),
    progress: v.object({ stage: v.string(), done: v.number(), of: v.number() }),
    finished: v.object({
      document: resultDocumentSchema,
      engine: v.object({
        name: v.picklist(['wasm', 'tensorflow']),
        version: v.string(),
        threads: v.number(),
        reason: v.optional(v.string()),
      }),
    }),
    failed: v.object({ message: v.string(), source: v.optional(v.boolean()) }),
  },
};

/** What a report carries instead of an extension. */
export const embeddedSchema = v.object({
  title: v.string(),
  document: resultDocumentSchema,
  catalogue: catalogueSchema,
  /** Cells that were looked at where the report was made, the last first. */
  looked: v.optional(
    v.array(
      v.object({
        cell: v.object({ result: v.number(), row: v.number(), col: v.number() }),
        details: resultDocumentSchema,
        drilldown: v.optional(drilldownSchema),
      }),
    ),
  ),
  strings: v.optional(v.record(v.string(), v.string())),
});
export type Embedded = v.InferOutput<typeof embeddedSchema>;
