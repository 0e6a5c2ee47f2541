import * as v from 'valibot';
import { resultDocumentSchema } from '../../src/comparison/document';
import type { Validators } from '../../src/rpc/rpc';
import type { CatalogueEntry } from '../../src/measures/facts';
import { catalogueSchema } from '../validators';
import type { Showing, SimilarityPageSide } from './protocol';

const measure = v.custom<CatalogueEntry>((entry) => v.is(catalogueSchema, [entry]));

const showing: v.GenericSchema<unknown, Showing> = v.variant('kind', [
  v.object({
    kind: v.literal('words'),
    text: v.string(),
    action: v.optional(
      v.object({ id: v.picklist(['setBaseline', 'createSample', 'showLog'] as const), label: v.string() }),
    ),
  }),
  v.object({
    kind: v.literal('grid'),
    title: v.string(),
    document: resultDocumentSchema,
    measure,
    running: v.boolean(),
  }),
]);

/** What the extension may tell the page of the Similarity view. */
export const similarityValidators: Validators<SimilarityPageSide> = {
  requests: {},
  events: { show: v.object({ showing, strings: v.optional(v.record(v.string(), v.string())) }) },
};
