import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { contentSecurityPolicy, pageHtml } from '../../webview/html';
import type { KeptState, Show } from '../../webview/protocol';
import { catalogue } from './documents';
import { themes, type ThemeName } from './themes';

/*
 * The page in Chromium, under the policy that a webview has, with an extension that is played.
 */

const root = join(import.meta.dirname, '../..');
export const screenshots = join(root, 'test-output/screenshots');

/** No wait ends in less, in milliseconds: the machine may be slow and busy. */
const patience = 60_000;

/** A message that the page posted, as the wire has it. */
export interface Posted {
  readonly rpc: string;
  readonly event?: string;
  readonly method?: string;
  readonly id?: number;
  readonly payload?: unknown;
  readonly params?: unknown;
}

interface Played {
  readonly posted: Posted[];
  readonly violations: string[];
  kept: KeptState | undefined;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly kept?: KeptState;
  /** Which of the extension's pages; the panel's where nothing is said. */
  readonly page?: 'webview' | 'inspect' | 'similarity';
  /** A whole page of its own instead of the panel's: a report. */
  readonly html?: string;
}

export class PanelBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly address: string,
    private readonly pages: Map<string, { html: string; policy: string }>,
  ) {}

  static async start(): Promise<PanelBrowser> {
    mkdirSync(screenshots, { recursive: true });
    const pages = new Map<string, { html: string; policy: string }>();
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      const page = pages.get(path);
      if (page) {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': page.policy });
        response.end(page.html);
      } else if (/^\/(webview|inspect|similarity|plotly)\.js$/.test(path)) {
        response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' });
        response.end(bundle(path.slice(1)));
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new PanelBrowser(browser, server, address, pages);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async open(options: OpenOptions = {}): Promise<Panel> {
    const { theme = 'dark', width = 1400, height = 900, kept, page: name = 'webview', html } = options;
    const context = await this.browser.newContext({
      viewport: { width, height },
      colorScheme: theme === 'light' ? 'light' : 'dark',
    });
    const page = await context.newPage();
    const nonce = randomBytes(16).toString('base64');
    const path = `/${this.pages.size}.html`;
    const own = pageHtml({
      nonce,
      cspSource: this.address,
      title: 'Likeness',
      scripts: { page: { src: `${this.address}/${name}.js` }, plotly: { src: `${this.address}/plotly.js` } },
    });
    const policy = html === undefined ? contentSecurityPolicy(nonce, this.address) : '';
    this.pages.set(path, { html: html ?? own, policy });
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.setDefaultTimeout(patience);
    await page.addInitScript(play, {
      theme: themes[theme],
      kept,
      extension: html === undefined,
      ground: name === 'similarity' ? 'sideBar-background' : 'editor-background',
    });
    await page.goto(this.address + path);
    return new Panel(page, requests, errors);
  }
}

/** Runs in the page before its own scripts: VS Code's part. */
function play(given: {
  theme: { className: string; variables: Readonly<Record<string, string>> };
  kept: KeptState | undefined;
  extension: boolean;
  /** The colour below the page, which VS Code gives. */
  ground: string;
}): void {
  const played: Played = { posted: [], violations: [], kept: given.kept };
  Object.assign(window, { played });
  addEventListener('securitypolicyviolation', (event) => {
    played.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
  if (!given.extension) return;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: Posted) => void played.posted.push(structuredClone(message)),
      getState: () => played.kept,
      setState: (state: KeptState) => (played.kept = structuredClone(state)),
    }),
  });
  const dress = (): void => {
    document.body.className = given.theme.className;
    document.documentElement.style.background = `var(--vscode-${given.ground})`;
    for (const [name, value] of Object.entries(given.theme.variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
  };
  new MutationObserver((_, observer) => {
    if (document.querySelector('body') === null) return;
    observer.disconnect();
    dress();
  }).observe(document, { childList: true, subtree: true });
}

/** JSON has no typed arrays: they go by their names. */
function typedArrays(_: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? { typed: value.constructor.name, numbers: [...(value as Float32Array)] } : value;
}

/** An open page, and what the played extension can do with it. */
export class Panel {
  readonly #answered = new Set<number>();

  constructor(
    readonly page: Page,
    readonly requests: readonly string[],
    readonly errors: readonly string[],
  ) {}

  posted(): Promise<Posted[]> {
    return this.page.evaluate(() => (window as unknown as { played: Played }).played.posted);
  }

  async events(name: string): Promise<unknown[]> {
    return (await this.posted()).filter(({ event }) => event === name).map(({ payload }) => payload);
  }

  /** Waits until the page told this. */
  async told(name: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => (window as unknown as { played: Played }).played.posted.some(({ event }) => event === wanted),
      name,
    );
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { played: Played }).played.violations);
  }

  kept(): Promise<KeptState | undefined> {
    return this.page.evaluate(() => (window as unknown as { played: Played }).played.kept);
  }

  async say(message: object): Promise<void> {
    // As one text: Playwright is slow with large arguments.
    await this.page.evaluate(
      (text) => {
        const types = { Int32Array, Float32Array, Uint8Array };
        const revive = (_: string, value: unknown): unknown => {
          const { typed, numbers } = (value ?? {}) as { typed?: keyof typeof types; numbers?: number[] };
          return typed && numbers ? types[typed].from(numbers) : value;
        };
        const heard = new Promise((resolve) => addEventListener('message', resolve, { once: true })); // after the page itself
        window.postMessage(JSON.parse(text, revive), '*');
        return heard.then(() => undefined);
      },
      JSON.stringify(message, typedArrays),
    );
  }

  async tell(event: string, payload: unknown): Promise<void> {
    await this.say({ rpc: 'event', event, payload });
  }

  async show(show: Partial<Show> & Pick<Show, 'document'>): Promise<void> {
    await this.tell('show', {
      title: 'cnn_seed0 ↔ cnn_seed1 · epoch 30',
      address: { uri: 'x' },
      catalogue,
      running: false,
      ...show,
    });
    await this.settled();
  }

  /** Answers the newest request of this name that has no answer yet; waits until there is one. */
  async answer(method: string, reply: { readonly result: unknown } | { readonly refuse: string }): Promise<void> {
    let id: number | undefined;
    while ((id = await this.#unanswered(method)) === undefined) await this.#frames(1);
    this.#answered.add(id);
    if ('result' in reply) await this.say({ rpc: 'result', id, result: reply.result });
    else await this.say({ rpc: 'refusal', id, message: reply.refuse, code: 'Error', data: {} });
    await this.settled();
  }

  /** Answers the asking for a pair's details, if there is one, with what an engine that is gone says. */
  async refusePending(): Promise<void> {
    if ((await this.#unanswered('pairDetails')) === undefined) return;
    await this.answer('pairDetails', { refuse: 'The file runs/cnn_seed0/epoch 30/conv1.npy is not there any more.' });
  }

  async #unanswered(method: string): Promise<number | undefined> {
    const requests = (await this.posted()).filter((message) => message.method === method);
    return requests
      .map(({ id }) => id!)
      .filter((id) => !this.#answered.has(id))
      .at(-1);
  }

  /** Waits until what was said and done is taken up, and every plot that can be seen is drawn as it is meant. */
  async settled(): Promise<void> {
    await this.#frames(3);
    await this.page.waitForFunction(() => {
      const plots = [...document.querySelectorAll('.plot')].filter((plot) => plot.clientWidth > 0);
      const drawn = (plot: Element): boolean => plot.querySelector('.main-svg, .message') !== null;
      const upToDate = document.querySelector('[data-behind], [aria-busy="true"]') === null;
      return upToDate && plots.every(drawn);
    });
    await this.#frames(1);
  }

  async #frames(count: number): Promise<void> {
    for (let frame = 0; frame < count; frame++) {
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    }
  }

  /** A picture of all of it: in a window so high that nothing scrolls, and nothing that sticks to its edge covers the rest. */
  async shoot(name: string): Promise<void> {
    const size = this.page.viewportSize()!;
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    const resize = async (to: typeof size): Promise<void> => {
      if (height <= size.height) return;
      await this.page.setViewportSize(to);
      await this.settled();
    };
    await resize({ ...size, height });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
    await resize(size);
  }

  /** What axe finds against the page as it is. */
  async axeFinds(): Promise<string[]> {
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe.source);
    return this.page.evaluate(async () => {
      const here = (window as unknown as { axe: typeof axe }).axe;
      const { violations } = await here.run(document, { resultTypes: ['violations'] });
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`),
      );
    });
  }

  /** Whether something stands out of the window sideways. */
  overflows(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

export function bundle(name: string): string {
  return readFileSync(join(root, 'test-output/page', name), 'utf8');
}

function chromiumPath(): string {
  const found = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error('No Chromium found: install the package "chromium", or set CHROMIUM_PATH.');
  return found;
}
