// @ts-check
import { URLSearchParams } from 'node:url';
import { launchChromium } from './chromium.mjs';

/*
 * A VS Code of `vscode-server.mjs`, open in Chromium, and what its pages complained about.
 */

/**
 * @typedef {object} Complaints what must stay empty
 * @property {string[]} csp violations of a content security policy
 * @property {string[]} network requests to anything but the server
 * @property {string[]} webview what webviews printed as an error
 *
 * @typedef {object} Workbench
 * @property {import('playwright-core').Page} page
 * @property {Complaints} complaints
 * @property {() => Promise<void>} close
 */

/**
 * Opens a folder in the server's VS Code.
 * @param {import('./vscode-server.mjs').Server} server
 * @param {{
 *   folder: string,
 *   development?: { extension: string, tests: string },
 *   viewport?: { width: number, height: number },
 *   onExit?: (code: number) => void,
 *   log?: (line: string) => void,
 *   headless?: boolean,
 * }} options `development`: an extension folder to load as it is, and the tests to run in
 *   its host, whose outcome is given to `onExit`
 * @returns {Promise<Workbench>}
 */
export async function openWorkbench(server, options) {
  const { folder, development, viewport = { width: 1400, height: 900 }, onExit, log, headless } = options;
  const browser = await launchChromium({ headless });
  try {
    const context = await browser.newContext({ viewport, permissions: ['local-network-access'] });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const complaints = watch(context, page, server, log);
    if (onExit) await page.exposeFunction('codeAutomationExit', onExit);
    if (development) await develop(page, server, development);
    await page.goto(addressOf(server, folder));
    await page.locator('.monaco-workbench').waitFor();
    return { page, complaints, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/**
 * The address at which a folder is open.
 * @param {{ url: string }} server
 * @param {string} folder
 */
export function addressOf(server, folder) {
  return `${server.url}?${new URLSearchParams({ folder })}`;
}

/**
 * Has the page load an extension under development and its tests: built products ignore such keys in the address, so
 * they are written into the configuration of the page that the server sends.
 * @param {import('playwright-core').Page} page
 * @param {import('./vscode-server.mjs').Server} server
 * @param {{ extension: string, tests: string }} paths
 */
async function develop(page, server, paths) {
  /** @param {string} path */
  const uri = (path) => ({ scheme: 'vscode-remote', authority: server.authority, path });
  await page.route(
    (url) => url.host === server.authority && url.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      const body = html.replace(
        /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
        (_, head, settings) => {
          const configuration = JSON.parse(settings.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
          configuration.developmentOptions = {
            ...configuration.developmentOptions,
            extensions: [uri(paths.extension)],
            extensionTestsPath: uri(paths.tests),
          };
          return `${head}${JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
        },
      );
      await route.fulfill({ response, body });
    },
  );
}

/**
 * @param {import('playwright-core').BrowserContext} context
 * @param {import('playwright-core').Page} page
 * @param {import('./vscode-server.mjs').Server} server
 * @param {((line: string) => void) | undefined} log
 * @returns {Complaints}
 */
function watch(context, page, server, log) {
  /** @type {Complaints} */
  const complaints = { csp: [], network: [], webview: [] };
  page.on('console', (message) => {
    const line = `${message.type()}: ${message.text()} (${message.location().url})`;
    log?.(line);
    if (/Content Security Policy/i.test(message.text())) complaints.csp.push(line);
    else if (message.type() === 'error' && isWebview(message.location().url)) complaints.webview.push(line);
  });
  page.on('pageerror', (error) => {
    const line = `page error: ${error.stack ?? error.message}`;
    log?.(line);
    if (isWebview(line)) complaints.webview.push(line);
  });
  context.on('response', (response) => {
    if (isOutside(response.url(), server) && !response.fromServiceWorker()) complaints.network.push(response.url());
  });
  context.on('requestfailed', (request) => {
    // A page that is closed gives up what it was loading.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    if (isOutside(request.url(), server)) complaints.network.push(request.url());
  });
  return complaints;
}

/**
 * Whether an address, or a stack that names one, is of a webview and not of VS Code itself.
 * @param {string} text
 */
function isWebview(text) {
  return /vscode-resource|contrib\/webview\/browser\/pre/.test(text);
}

/**
 * @param {string} address
 * @param {import('./vscode-server.mjs').Server} server
 */
function isOutside(address, server) {
  const url = new URL(address);
  return /^(https?|wss?):$/.test(url.protocol) && url.host !== server.authority;
}
