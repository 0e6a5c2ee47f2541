// @ts-check
// `npm run pictures`: takes the pictures of the README and the walkthrough again, by the journey through the packed extension.
import { root } from './lib/paths.mjs';
import { mustRun } from './lib/processes.mjs';

process.env.LIKENESS_PICTURES = '1';
await mustRun('npm', ['run', '--silent', 'test:journey'], { cwd: root, timeoutMs: 1_200_000 });
