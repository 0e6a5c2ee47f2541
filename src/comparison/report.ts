import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageHtml } from '../../webview/html';
import type { ResultDocument } from './document';
import { DocumentError } from './store';

export interface ReportOptions {
  /** The folder of the built bundles. */
  readonly dist?: string;
  /** What the panel's page packed of the cells that were looked at; it unpacks and validates it again. */
  readonly looked?: unknown;
}

/**
 * One page with every plot of a document, that needs nothing beside it and asks nothing of the network: the page of the
 * panel with its scripts, the document and the catalogue inside.
 */
export async function reportHtml(
  document: ResultDocument,
  title: string,
  { dist = __dirname, looked = [] }: ReportOptions = {},
): Promise<string> {
  const [page, plotly, catalogue] = await Promise.all([
    readBuilt(dist, 'webview.js'),
    readBuilt(dist, 'plotly.js'),
    readBuilt(dist, 'catalogue.json'),
  ]);
  return pageHtml({
    nonce: randomBytes(16).toString('base64'),
    title,
    scripts: { page: { code: page }, plotly: { code: plotly } },
    data: { title, document, catalogue: JSON.parse(catalogue) as unknown, looked },
  });
}

function readBuilt(dist: string, name: string): Promise<string> {
  const path = join(dist, name);
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new DocumentError(path, 'is missing: build the project with "npm run build".', { cause: error });
  });
}
