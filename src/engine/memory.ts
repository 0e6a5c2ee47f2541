import { freemem } from 'node:os';
import { messageOf } from '../rpc/message-of';

/** Least memory for prepared sides, in bytes, where hardly any is free. */
const LEAST_MEMORY = 256 * 2 ** 20;

/** What V8 says where the system gives no memory for an array, or for a message that holds one. */
const REFUSALS = /allocation failed|out of memory|invalid (typed array|array buffer) length/i;

/** What a person can do where the system gave no memory. */
export const MEMORY_RAN_OUT = 'Memory ran out. Take fewer instances or fewer threads, or end what else needs memory.';

/** The line that an error of the work says, with what to do where it is V8's about memory. */
export function lineOf(error: unknown): string {
  const message = messageOf(error);
  return error instanceof Error && !(error instanceof TypeError) && REFUSALS.test(message) ? MEMORY_RAN_OUT : message;
}

/**
 * Bytes that prepared sides may take where nobody said: half of what is free, counting the `held` bytes that they have already,
 * or of what this process may have (a container, a job of a cluster) where that is less.
 */
export function defaultMemory(held: number, free = freemem(), allowed = process.constrainedMemory()): number {
  // 0 where nothing is known, and close to 2⁶⁴ where there is no limit
  const limit = allowed > 0 ? allowed : Infinity;
  return Math.max(Math.min(free + held, limit) / 2, LEAST_MEMORY);
}
