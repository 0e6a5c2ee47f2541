// @ts-check
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** What a test run leaves for a person to look at: screenshots, reports, logs. */
export const output = join(root, 'test-output');
/** What is installed once and kept: the VS Code server, a downloaded desktop VS Code. */
export const cache = join(root, '.cache');
