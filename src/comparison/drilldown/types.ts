import * as v from 'valibot';
import type { ComparisonRequest } from '../request';

/*
 * What is looked at below a cell: two models on the very same instances. Bounded whatever the arrays' sizes, so that it may
 * cross every pipe. An instance is named by its place in the order that the pair is compared in.
 */

/** At most this many instances are drawn. */
export const MOST_DRAWN = 200;
/** At most this many instances may be asked for by place. */
export const MOST_FEATURED = 40;
/** An agreement matrix of more classes is not made, nor are more named. */
export const MOST_CLASSES = 100;

export interface DrilldownOrder {
  /** The pair, as `compare` takes it; of its measures only what they compare matters. */
  readonly request: ComparisonRequest;
  /** Instances that must be among those drawn, with their pictures where there are any. */
  readonly featured: readonly number[];
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const floats: v.GenericSchema<unknown, Float32Array> = v.instance(Float32Array);
const places: v.GenericSchema<unknown, Int32Array> = v.instance(Int32Array);
const bytes: v.GenericSchema<unknown, Uint8Array> = v.instance(Uint8Array);
const twoOf = <T>(each: v.GenericSchema<unknown, T>) => v.tuple([each, each]);

/** `first` and `second` of the pair stand in this order everywhere. */
export const drilldownSchema = v.object({
  /** N: what the pair is compared over. */
  instances: count,
  /** The n instances drawn, of equal labels side by side. */
  drawn: places,
  /** Of the drawn: names, ground truth, and the classes that each model predicts. */
  ids: v.nullable(v.array(v.string())),
  labels: v.nullable(places),
  /** What the labels are called, by index: where they are text, and at most `MOST_CLASSES`. */
  classNames: v.nullable(v.array(v.string())),
  predicted: v.nullable(twoOf(places)),
  /** n×n cosine similarities of the drawn instances, activations centred over all N. null: these are outputs. */
  rsms: v.nullable(twoOf(floats)),
  /** The drawn instances in one plane, n×2 each. */
  aligned: v.nullable(
    v.object({
      points: twoOf(floats),
      /** Share of the variance of both that the plane shows. */
      explained: v.number(),
      /** ‖XQ − Y‖ / √(‖X‖² + ‖Y‖²) of centred sides of unit norm: 0 = alike up to rotation, 1 = nothing in common. */
      residual: v.number(),
      /** Instances that the rotation was fitted to, and the width it was fitted in. */
      fitted: count,
      width: count,
    }),
  ),
  /** Why there is no plane. */
  alignedReason: v.optional(v.string()),
  /** C×C counts over all N: rows are the first's classes, columns the second's. null: no outputs, or too many classes. */
  agreement: v.nullable(v.object({ classes: count, counts: places })),
  /** Pictures of featured instances, 8-bit, row by row, channels last. */
  images: v.nullable(v.object({ height: count, width: count, channels: v.picklist([1, 3]), of: places, bytes })),
});

export type Drilldown = v.InferOutput<typeof drilldownSchema>;
export type Images = NonNullable<Drilldown['images']>;
