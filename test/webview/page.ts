import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds the page once, for all the files of tests that look at it. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--page'], { cwd: join(import.meta.dirname, '../..') });
}
