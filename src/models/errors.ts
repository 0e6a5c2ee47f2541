/** Why a model cannot be used, in one line for a person: which file, what, what to do. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  constructor(
    readonly path: string,
    /** What is wrong and the remedy, without the path. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options);
  }
}
