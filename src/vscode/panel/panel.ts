import { randomBytes } from 'node:crypto';
import { commands, env, l10n, Uri, type WebviewPanel } from 'vscode';
import { pageHtml } from '../../../webview/html';
import type { HostSide, PageSide, PageState, Show } from '../../../webview/protocol';
import { connect } from '../../rpc/rpc';
import type { Catalogue } from '../catalogue';
import type { Comparison } from '../comparison/comparison';
import type { PanelAddress } from './address';
import { webviewChannel } from './channel';
import { hostValidators } from './validators';
import { messageOf } from '../../rpc/message-of';

export type ExportRequest = HostSide['events']['exportAs'];

export interface PanelParts {
  readonly extensionUri: Uri;
  readonly catalogue: Catalogue;
  exportAs(comparison: Comparison, request: ExportRequest): Promise<void>;
  trouble(message: string): void;
  log(message: string): void;
  showLog(): void;
  /** A comparison's panel came to the front. */
  fronted(comparison: Comparison): void;
  tell(message: string): void;
}

export const localRoots = (extensionUri: Uri): Uri[] => [
  Uri.joinPath(extensionUri, 'dist'),
  Uri.joinPath(extensionUri, 'media'),
];

/** Where a panel finds this comparison again. */
export function addressOf(comparison: Comparison): PanelAddress {
  if (comparison.file !== undefined) return { file: comparison.file };
  return {
    kept: comparison.id,
    title: comparison.title,
    ...(comparison.request && { request: comparison.request }),
  };
}

/** A comparison in a panel. */
export interface Showing {
  readonly panel: WebviewPanel;
  readonly comparison: Comparison;
  /** True once the page has asked for what it shows. */
  readonly ready: boolean;
  /** What is selected, and which view is in front. */
  readonly page: PageState;
  dispose(): void;
}

/**
 * Shows a comparison in a webview panel, until the panel is closed. The page may die and come back (hidden panels do):
 * everything is sent again when it says `ready`.
 */
export function showIn(panel: WebviewPanel, comparison: Comparison, parts: PanelParts, state?: PageState): Showing {
  const { webview } = panel;
  let page: PageState = state ?? {};
  let ready = false;

  /** A document's editor keeps the name of its file. */
  const entitle = (): void => {
    if (comparison.file === undefined) panel.title = comparison.title;
  };
  const show = async (wanted?: PageState): Promise<void> => {
    entitle();
    const catalogue = await parts.catalogue.all();
    const strings = l10n.bundle;
    const sent: Show = {
      title: comparison.title,
      address: addressOf(comparison),
      document: comparison.document,
      catalogue,
      running: comparison.running,
      ...(comparison.notice !== undefined && { notice: comparison.notice }),
      ...(comparison.warning !== undefined && { warning: comparison.warning }),
      ...(wanted && { state: wanted }),
      ...(strings && { strings }),
    };
    if (!ready) return;
    peer.tell('show', sent);
    if (comparison.failure !== undefined) tellFailure(comparison.failure);
    else if (comparison.progress) peer.tell('progress', comparison.progress);
  };
  const safely = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => {
      parts.log(messageOf(error));
      tellFailure(messageOf(error));
    });
  const tellFailure = (message: string): void =>
    peer.tell('failed', { message, ...(comparison.file !== undefined && { source: true }) });

  const peer = connect<HostSide, PageSide>(
    webviewChannel(webview),
    hostValidators,
    {
      requests: {
        pairDetails: ({ result, row, col }) => comparison.pairDetails(result, row, col),
        drilldown: ({ result, row, col, featured }) => comparison.drilldown(result, row, col, featured),
      },
      events: {
        ready: () => {
          ready = true;
          safely(show(page));
        },
        chooseMeasure: ({ id, params }) => safely(comparison.chooseMeasure(id, params)),
        cancel: () => comparison.cancel(),
        skip: () => comparison.skip(),
        rerun: () => safely(comparison.rerun()),
        dropNanRows: () => safely(comparison.rerun({ dropNanRows: true })),
        openSource: () => safely(openSource(comparison)),
        showLog: () => parts.showLog(),
        exportAs: (request) => safely(parts.exportAs(comparison, request)),
        copy: ({ text, what }) => {
          void env.clipboard.writeText(text);
          parts.tell(l10n.t('Copied: {0}', what));
        },
        keep: (kept) => (page = kept),
        trouble: ({ message }) => parts.trouble(message),
      },
    },
    (why) => parts.trouble(`The page sent something unexpected: ${why}`),
  );

  const stop = comparison.observe({
    shown(result) {
      if (result !== undefined) page = { ...page, selection: { result } };
      safely(show(result === undefined ? undefined : page));
    },
    cells: (cells) => ready && peer.tell('cells', cells),
    progress: (progress) => ready && peer.tell('progress', progress),
    finished: (document, engine) => ready && peer.tell('finished', { document, engine }),
    failed: (message) => ready && tellFailure(message),
  });

  entitle();
  const asset = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(parts.extensionUri, 'dist', name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: localRoots(parts.extensionUri) };
  webview.html = pageHtml({
    nonce: randomBytes(16).toString('base64'),
    cspSource: webview.cspSource,
    title: comparison.title,
    language: env.language,
    scripts: { page: { src: asset('webview.js') }, plotly: { src: asset('plotly.js') } },
  });

  return {
    panel,
    comparison,
    get ready() {
      return ready;
    },
    get page() {
      return page;
    },
    dispose() {
      stop();
      peer.close('The panel was closed.');
    },
  };
}

async function openSource(comparison: Comparison): Promise<void> {
  if (comparison.file === undefined) return;
  await commands.executeCommand('vscode.openWith', Uri.file(comparison.file), 'default');
}
