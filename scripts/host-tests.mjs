// @ts-check
// `npm run test:host`: the suites of test/host alone, in the VS Code server.
import { mustRun } from './lib/processes.mjs';
import { hostTestsInServer } from './lib/host-tests.mjs';
import { root } from './lib/paths.mjs';

await mustRun('npm', ['run', '--silent', 'build'], { cwd: root });
const { passed, failed, skipped, messages } = await hostTestsInServer();
for (const message of messages) console.error(`\nFAILED ${message}`);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
