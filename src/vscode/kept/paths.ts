import { sep } from 'node:path';
import type { ResultDocument } from '../../comparison/document';

/** Files and folders named in an index stay few: a sweep over thousands of dumps is found by its folders. */
const MOST_PATHS = 500;

/** The dumps of a comparison; their folders where they are too many. */
export function pathsOf(document: ResultDocument): readonly string[] {
  const files = [...new Set(document.items.map(({ path }) => path))];
  if (files.length <= MOST_PATHS) return files;
  const folders = new Set(files.map((path) => path.slice(0, path.lastIndexOf(sep))));
  return [...folders].slice(0, MOST_PATHS);
}
