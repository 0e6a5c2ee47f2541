import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digits, ensureBuilt, root } from './likeness';

const folder = mkdtempSync(join(tmpdir(), 'likeness-full-'));
beforeAll(ensureBuilt, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script in which `folder` is a disk of 64 KB of its own. */
const onTinyDisk = (script: string): ReturnType<typeof spawnSync> =>
  spawnSync(
    'unshare',
    ['--mount', '--map-root-user', 'sh', '-c', `mount -t tmpfs -o size=64k tiny "$0" && ${script}`, folder],
    { encoding: 'utf8', cwd: digits, env: { ...process.env, CLI: join(root, 'dist/cli.js'), NODE: process.execPath } },
  );

const possible = onTinyDisk('true').status === 0;
if (!possible) console.log('The test of a full disk is skipped: this user may not mount one.');

describe.skipIf(!possible)('a full disk', () => {
  it('ends in one line that names the file, and leaves the older result as it was', () => {
    const compare = '"$NODE" "$CLI" compare runs/cnn_seed0 runs/cnn_seed1 --quiet --engine wasm';
    const { status, stdout, stderr } = onTinyDisk(
      `printf old >"$0/r.json"; dd if=/dev/zero of="$0/full" 2>/dev/null; ${compare} --out "$0/r.json" >/dev/null; ` +
        'echo "status $?"; cat "$0/r.json"; echo; ls "$0"',
    );
    expect(status).toBe(0);
    expect(stdout).toBe('status 1\nold\nfull\nr.json\n');
    expect(stderr).toBe(`likeness: ${join(folder, 'r.json')}: cannot be written (ENOSPC).\n`);
  });

  it('is no reason to fail for the cache of results', () => {
    const compare = '"$NODE" "$CLI" compare runs/cnn_seed0 runs/cnn_seed1 --quiet --engine wasm';
    const { stdout } = onTinyDisk(
      `mkdir "$0/cache"; dd if=/dev/zero of="$0/full" 2>/dev/null; ${compare} --cache "$0/cache" >/dev/null; ` +
        'echo "status $?"; ls "$0/cache"',
    );
    expect(stdout).toBe('status 0\n');
  });
});
