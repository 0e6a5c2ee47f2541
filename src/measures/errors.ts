/** The request names a measure that is not in the catalogue. */
export class UnknownMeasureError extends Error {
  override readonly name = 'UnknownMeasureError';
}

/** A parameter is unknown, of the wrong type, or out of its bounds. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}
