import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { asFormatError } from '../formats/errors';
import { ExperimentError } from './errors';

/*
 * `likeness.json`: what a person says of a folder, where guessing from names is not enough. One definition serves the
 * validation, the types, and the JSON schema that editors are given (`media/likeness-manifest.schema.json`).
 */

export const MANIFEST_NAME = 'likeness.json';

const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const place = described(
  v.pipe(v.string(), v.minLength(1)),
  'A path relative to this file, or path::key for an array in a container.',
);
const layout = v.picklist(['ND', 'DN', 'NCHW', 'NHWC', 'NTD']);
const role = described(
  v.picklist(['logits', 'probabilities', 'classes', 'labels', 'ids', 'inputs', 'mask']),
  'What the array is; it is not guessed.',
);

const array = {
  path: place,
  key: v.optional(described(v.string(), 'The key in a container; may also stand in path as path::key.')),
};

const layer = v.strictObject({
  ...array,
  name: v.optional(described(v.string(), 'Shown name; the file or key when absent.')),
  layout: v.optional(described(layout, 'Its axes: N instances, D or C features, H×W positions, T tokens.')),
});

const output = v.strictObject({
  ...array,
  name: v.optional(described(v.string(), 'Shown name; the file or key when absent.')),
  role,
});

const snapshot = v.strictObject({
  label: v.optional(described(v.string(), 'Shown name; "epoch 3" and the like when absent.')),
  epoch: v.optional(described(count, 'Snapshots are in order of epoch, then of step.')),
  step: v.optional(described(count, 'Optimiser steps so far.')),
  tag: v.optional(described(v.string(), 'A name for the moment: best, final.')),
  path: v.optional(
    described(place, 'The folder or container with its dumps, where layers are to be found by their names.'),
  ),
  checkpoint: v.optional(place),
  liveModel: v.optional(
    described(
      place,
      'The same model in a form that can be run, where the checkpoint is not: ONNX, Keras, TensorFlow.js.',
    ),
  ),
  layers: v.optional(described(v.array(layer), 'In the order of the network.')),
  outputs: v.optional(described(v.array(output), 'Logits, probabilities or classes, and what belongs to them.')),
});

export const manifestSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(described(v.string(), 'Where editors find the schema of this file.')),
    run: v.optional(described(v.string(), 'The name of the run in this folder.')),
    model: v.optional(described(v.string(), 'The architecture.')),
    seed: v.optional(described(count, 'Of the training.')),
    dataset: v.optional(described(v.string(), 'Which inputs the activations belong to.')),
    layout: v.optional(described(layout, 'Axes of all arrays here that have as many axes.')),
    order: v.optional(described(v.array(v.string()), 'Layer names in the order of the network.')),
    ids: v.optional(described(place, 'Instance ids, one a row.')),
    labels: v.optional(described(place, 'Class indices or names, one a row.')),
    inputs: v.optional(described(place, 'What the models are given, one row an instance.')),
    mask: v.optional(described(place, 'N×T: 0 for tokens that do not count.')),
    pool: v.optional(
      described(
        v.picklist(['mean', 'flatten', 'positions', 'last', 'first']),
        'How tokens and positions become features.',
      ),
    ),
    liveModel: v.optional(
      described(
        place,
        'The trained model in a form that can be run (ONNX, Keras, TensorFlow.js): that of the last snapshot.',
      ),
    ),
    snapshots: v.optional(described(v.array(snapshot), 'The moments of this run; found by names when absent.')),
  }),
  v.title('Likeness manifest'),
  v.description(
    'What Likeness cannot know from the names of files: it overrides every guess for this folder and those below.',
  ),
);

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type DeclaredSnapshot = v.InferOutput<typeof snapshot>;
export type DeclaredArray = v.InferOutput<typeof layer> | v.InferOutput<typeof output>;

/** Reads and checks a manifest. Throws `ExperimentError`, `FormatError`. */
export async function readManifest(path: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw asFormatError(path, error);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ExperimentError(path, 'This manifest is not valid JSON: it is passed over until it is corrected.', {
      cause,
    });
  }
  const parsed = v.safeParse(manifestSchema, content);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'the manifest';
  throw new ExperimentError(path, `In "${where}": ${issue.message} It is passed over until it is corrected.`);
}
