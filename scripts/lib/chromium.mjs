// @ts-check
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { run, which } from './processes.mjs';

const onPath = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A Chromium on this machine. `CHROMIUM_PATH` decides when it is set.
 * @returns {string | undefined}
 */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH names ${given}, and no such file exists.`);
    return given;
  }
  return which(onPath) ?? elsewhere.find((path) => existsSync(path));
}

/**
 * A Chromium on this machine, installed from Debian when there is none and we may.
 * @returns {Promise<string>}
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const remedy =
    'Install Chromium or Chrome (Debian: apt-get install chromium), or name one: CHROMIUM_PATH=/path/to/chromium.';
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !which(['apt-get']))
    throw new Error(`The tests need Chromium, and none was found. ${remedy}`);
  console.log('Installing Chromium from the Debian packages …');
  const apt = ['-q', '-o', 'DPkg::Lock::Timeout=300'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // An outdated list may still do, so only the install decides.
  await run('apt-get', [...apt, 'update'], { env, timeoutMs: 300_000 });
  const packages = ['chromium', 'fonts-dejavu-core'];
  const { stderr } = await run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...packages], {
    env,
    timeoutMs: 600_000,
  });
  const installed = findChromium();
  if (!installed) throw new Error(`Chromium could not be installed: ${stderr.trim().split('\n').at(-1)}. ${remedy}`);
  return installed;
}

/**
 * Starts a headless Chromium that talks to this machine only: any other host name resolves to nothing.
 * @param {{ headless?: boolean }} [options]
 */
export async function launchChromium({ headless = true } = {}) {
  return chromium.launch({
    executablePath: await ensureChromium(),
    headless,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--force-color-profile=srgb',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
    ],
  });
}
