import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import * as v from 'valibot';
import { DOCUMENT_VERSION, resultDocumentSchema, type ResultDocument } from './document';
import type { Parameters } from '../measures/parameters';
import { namesSnapshot } from './request';

/** A result document that cannot be read, in one line for a person. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  constructor(
    readonly path: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options);
  }
}

/** A document from its text. Paths stay as they are written: `withAbsolutePaths` makes them absolute. */
export function parseDocument(text: string, path: string): ResultDocument {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new DocumentError(
      path,
      `not a result document: ${(error as Error).message}. Compare again to write it anew.`,
      {
        cause: error,
      },
    );
  }
  const version = v.safeParse(v.looseObject({ likeness: v.number() }), raw);
  if (!version.success) throw new DocumentError(path, 'not a result document: it has no "likeness" version.');
  if (version.output.likeness > DOCUMENT_VERSION) {
    throw new DocumentError(
      path,
      `written by a newer Likeness (document version ${version.output.likeness}; this one reads up to ${DOCUMENT_VERSION}). Update Likeness to open it.`,
    );
  }
  const checked = v.safeParse(resultDocumentSchema, raw);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw new DocumentError(path, `not a valid result document: ${v.getDotPath(issue) ?? 'document'}: ${issue.message}.`);
}

/** Reads a `*.likeness.json`, with absolute paths. Throws `DocumentError`. */
export async function readDocument(path: string): Promise<ResultDocument> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new DocumentError(path, `cannot be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  });
  return withAbsolutePaths(parseDocument(text, path), dirname(resolve(path)));
}

/** The text of a document that is to stand in `folder`: paths relative to it, where they can be. */
export function formatDocument(document: ResultDocument, folder: string): string {
  return `${JSON.stringify(withRelativePaths(document, folder), null, 2)}\n`;
}

/** Writes it whole or not at all: a temporary file beside it takes its name at the end. */
export async function writeDocument(path: string, document: ResultDocument): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, formatDocument(document, dirname(resolve(path))));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new DocumentError(path, `cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`, {
      cause: error,
    });
  }
}

export function withAbsolutePaths(document: ResultDocument, folder: string): ResultDocument {
  return mapPaths(document, (path) => resolve(folder, path));
}

export function withRelativePaths(document: ResultDocument, folder: string): ResultDocument {
  return mapPaths(document, (path) => {
    if (!isAbsolute(path)) return path;
    const near = relative(folder, path);
    return isAbsolute(near) ? path : near.split(sep).join('/') || '.';
  });
}

/** Parameters may name a file: absolute, or, to tell it from a word, beginning with a dot folder. */
function namesFile(value: string): boolean {
  return isAbsolute(value) || /^\.\.?\//.test(value);
}

function asFileName(path: string): string {
  return namesFile(path) ? path : `./${path}`;
}

/** Applies `move` to every file name of the document; keys behind `::` are left alone. */
function mapPaths(document: ResultDocument, move: (path: string) => string): ResultDocument {
  const operand = (text: string): string => {
    const at = text.indexOf('::');
    return at < 0 ? move(text) : move(text.slice(0, at)) + text.slice(at);
  };
  const parameters = (params: Parameters): Parameters =>
    Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'string' && namesFile(value) ? asFileName(move(value)) : value,
      ]),
    );
  const { request } = document;
  const measures = request.measures.map((each) => (each.params ? { ...each, params: parameters(each.params) } : each));
  const moved = { ...request, operands: request.operands.map(operand), measures };
  if (request.labels !== undefined) moved.labels = operand(request.labels);
  if (request.ids !== undefined) moved.ids = operand(request.ids);
  if (request.alignedWith) moved.alignedWith = request.alignedWith.map(operand);
  if (namesSnapshot(request.reference)) {
    moved.reference = operand(request.reference);
  }
  if (request.layoutOf) {
    moved.layoutOf = Object.fromEntries(Object.entries(request.layoutOf).map(([name, to]) => [operand(name), to]));
  }
  return {
    ...document,
    request: moved,
    results: document.results.map((result) => ({ ...result, params: parameters(result.params) })),
    items: document.items.map((item) => ({ ...item, path: move(item.path) })),
    problems: document.problems.map((problem) => ({ ...problem, path: move(problem.path) })),
  };
}
