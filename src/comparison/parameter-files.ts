import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParameterSpec } from '../measures/parameters';
import { RequestError } from './request';
import type { ChosenMeasure } from './selection';

/** Landmark sets of millions of rows; more is some other file. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * The measures with the files that their parameters name: the document keeps the path, made absolute, and the measure gets
 * the text, so that nothing but numbers and text travels to it. Throws a `RequestError` that names the file.
 */
export function withParameterFiles(measures: readonly ChosenMeasure[], base: string): Promise<ChosenMeasure[]> {
  return Promise.all(measures.map((measure) => withFiles(measure, base)));
}

async function withFiles(measure: ChosenMeasure, base: string): Promise<ChosenMeasure> {
  const { facts, params } = measure;
  const named = Object.entries(params).filter(([name, value]) => isPath(facts.parameters[name], value));
  if (named.length === 0) return measure;
  const paths = named.map(([name, value]) => [name, resolve(base, String(value))] as const);
  const texts = await Promise.all(
    paths.map(async ([name, path]) => [name, await textOf(path, `${facts.id}: ${name}`)] as const),
  );
  return {
    ...measure,
    params: { ...params, ...Object.fromEntries(paths) },
    contents: { ...params, ...Object.fromEntries(texts) },
  };
}

function isPath(spec: ParameterSpec | undefined, value: unknown): boolean {
  if (typeof value !== 'string' || !spec) return false;
  return spec.type === 'file' || ((spec.type === 'number' || spec.type === 'integer') && spec.orFile === true);
}

async function textOf(path: string, parameter: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code;
    const problem = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new RequestError(`${parameter} is neither a number nor a file: ${path}: ${problem}.`, true, { cause: error });
  });
  if (bytes.length > MOST_BYTES) {
    throw new RequestError(
      `${parameter}: ${path} has ${bytes.length} bytes, and at most ${MOST_BYTES} are read.`,
      true,
    );
  }
  return bytes.toString('utf8');
}
