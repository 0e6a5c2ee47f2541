import * as v from 'valibot';

/*
 * What a language model may ask. VS Code checks it against the schemas of package.json; it is checked again here.
 */

const names = (least: number, most: number) => v.pipe(v.array(v.string()), v.minLength(least), v.maxLength(most));

export const listInput = v.object({ filter: v.optional(v.string()) });

export const compareInput = v.object({
  operands: names(2, 8),
  measures: v.optional(names(1, 5)),
  outputs: v.optional(v.boolean()),
});

export const describeInput = v.object({ path: v.string() });

export type ListInput = v.InferOutput<typeof listInput>;
export type CompareInput = v.InferOutput<typeof compareInput>;
export type DescribeInput = v.InferOutput<typeof describeInput>;
