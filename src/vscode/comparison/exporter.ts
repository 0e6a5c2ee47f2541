import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands, l10n, Uri, workspace } from 'vscode';
import { writeDocument } from '../../comparison/store';
import type { ExportRequest } from '../panel/panel';
import type { Ask } from '../ui/ask';
import type { Comparison } from './comparison';
import { csvOf } from './csv';

/** What can be written without the page; images come from it. */
export const exportFormats = ['json', 'csv', 'html'] as const;

/** Writes a comparison to a file that the user names. */
export class Exporter {
  constructor(
    private readonly ask: Ask,
    /** The folder of the bundles, for reports. */
    private readonly dist: string,
  ) {}

  nameOf(format: ExportRequest['format']): string {
    const names = {
      json: l10n.t('Result document (.likeness.json)'),
      csv: l10n.t('Table (.csv)'),
      html: l10n.t('Report (.html)'),
      png: l10n.t('Image (.png)'),
      svg: l10n.t('Image (.svg)'),
    };
    return names[format];
  }

  async exportAs(comparison: Comparison, { format, content }: ExportRequest): Promise<void> {
    const { document, title } = comparison;
    if (!document) return;
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
    const name = `${title.replace(/[^\p{L}\p{N}._-]+/gu, '_')}.${format === 'json' ? 'likeness.json' : format}`;
    const uri = await this.ask.save({
      title: this.nameOf(format),
      defaultUri: Uri.file(folder === undefined ? name : join(folder, name)),
      filters: { [this.nameOf(format)]: [format] },
    });
    if (!uri) return;
    if (format === 'json') await writeDocument(uri.fsPath, document);
    else await writeFile(uri.fsPath, await this.#contentOf(comparison, format, content));
    const open = l10n.t('Open');
    if ((await this.ask.tell('info', l10n.t('Written: {0}', uri.fsPath), open)) === open) {
      await commands.executeCommand('vscode.open', uri);
    }
  }

  async #contentOf(
    { document, title }: Comparison,
    format: Exclude<ExportRequest['format'], 'json'>,
    content: string | undefined,
  ): Promise<string | Buffer> {
    if (format === 'png' || format === 'svg') return imageOf(content);
    if (format === 'csv') return content ?? csvOf(document!);
    const { reportHtml } = await import('../../comparison/report');
    const looked: unknown = content === undefined ? [] : JSON.parse(content);
    return reportHtml(document!, title, { dist: this.dist, looked });
  }
}

/** The page sends images as data URLs, or SVG as text. */
function imageOf(content: string | undefined): string | Buffer {
  if (content === undefined) throw new Error(l10n.t('Open the comparison to export its plots as an image.'));
  const data = /^data:[^,]*?(;base64)?,/.exec(content);
  if (!data) return content;
  const body = content.slice(data[0].length);
  return data[1] ? Buffer.from(body, 'base64') : decodeURIComponent(body);
}
