// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cache } from './paths.mjs';
import { which } from './processes.mjs';

/*
 * A VS Code with a window of its own.
 */

/** Whether programs can open windows here. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

/**
 * The executable of a desktop VS Code for `@vscode/test-electron`: `VSCODE_EXECUTABLE`, one downloaded before, or a new
 * download. Where there can be none, `why` says so in words.
 * @returns {Promise<{ executable: string } | { why: string }>}
 */
export async function desktopForTests() {
  if (!hasDisplay()) return { why: 'there is no display' };
  const given = process.env.VSCODE_EXECUTABLE;
  if (given) {
    if (!existsSync(given)) throw new Error(`VSCODE_EXECUTABLE names ${given}, and no such file exists.`);
    return { executable: given };
  }
  const reachable = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
    signal: AbortSignal.timeout(10_000),
  }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (!reachable) return { why: 'VS Code cannot be downloaded here; VSCODE_EXECUTABLE can name an installed one' };
  return { executable: await downloadAndUnzipVSCode({ cachePath: join(cache, 'vscode-desktop') }) };
}

/**
 * The `code` command of an installed VS Code.
 * @returns {string | undefined}
 */
export function codeCommand() {
  return hasDisplay() ? which(['code', 'code-insiders', 'codium']) : undefined;
}
