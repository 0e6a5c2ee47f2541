/** The work was ended at the user's wish. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'Cancelled.') {
    super(message);
  }
}

/** The engine cannot run, or ended while it answered. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}
