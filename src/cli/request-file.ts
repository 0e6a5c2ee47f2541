import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { RequestError, type ComparisonRequest } from '../comparison/request';
import { comparisonRequestSchema } from '../engine/messages';

/** A request that a cluster job keeps in a file. Throws a `RequestError`. */
export async function readRequest(path: string): Promise<ComparisonRequest> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new RequestError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code}).`, false, {
      cause: error,
    });
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new RequestError(`${path}: not a request: ${(error as Error).message}.`, false, { cause: error });
  }
  const checked = v.safeParse(comparisonRequestSchema, raw);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw new RequestError(`${path}: not a request: ${v.getDotPath(issue) ?? 'request'}: ${issue.message}.`);
}
