import { basename } from 'node:path';

/** Why something on disk cannot take part, in one line for a person: which file, what, what to do. */
export class ExperimentError extends Error {
  override readonly name: string = 'ExperimentError';
  constructor(
    readonly path: string,
    /** What is wrong and the remedy, without the path. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options);
  }
}

/** A 4-D array whose channel axis neither the manifest nor the shape tells: the person has to say. */
export class AmbiguousLayoutError extends ExperimentError {
  override readonly name = 'AmbiguousLayoutError';
  constructor(
    path: string,
    readonly shape: readonly number[],
  ) {
    super(path, `${shape.join('×')} may be NCHW or NHWC. Choose the layout, or write it into likeness.json.`);
  }
}

/** A checkpoint or folder without any activation dumps. */
export class NoDumpsError extends ExperimentError {
  override readonly name = 'NoDumpsError';
  constructor(path: string, hint: string) {
    super(path, `No activation dumps found for ${basename(path)}. ${hint}`);
  }
}

/** Rows of arrays that do not belong together. */
export class AlignmentError extends Error {
  override readonly name = 'AlignmentError';
}
