import { env, l10n } from 'vscode';
import { pythonOf } from '../../comparison/python/script';
import type { ResultDocument } from '../../comparison/document';
import { resultTable, type TableFormat } from '../comparison/tables';
import type { Showing } from '../panel/panel';
import type { CommandParts } from './parts';

/** The shown result as a table on the clipboard. */
export async function copyTable(parts: CommandParts): Promise<void> {
  const shown = resultShown(parts);
  if (!shown) return;
  const format = await parts.ask.pick<TableFormat>(
    [
      { label: 'Markdown', value: 'markdown' },
      { label: 'LaTeX', value: 'latex' },
    ],
    { title: l10n.t('Copy Table'), placeHolder: l10n.t('The format of the table') },
  );
  if (!format) return;
  const { document, result } = shown;
  await env.clipboard.writeText(resultTable(document, document.results[result]!, format));
  void parts.ask.tell('info', l10n.t('The table is on the clipboard.'));
}

/** Python that computes the selected cell with numpy alone, on the clipboard. */
export async function copyPython(parts: CommandParts): Promise<void> {
  const shown = resultShown(parts);
  if (!shown) return;
  const { document, result } = shown;
  const cell = shown.cell ?? (await pickCell(parts, document, result));
  if (!cell) return;
  const written = pythonOf(document, { result, ...cell });
  if ('reason' in written) return void parts.ask.tell('warning', written.reason);
  await env.clipboard.writeText(written.code);
  void parts.ask.tell('info', l10n.t('The script is on the clipboard: it needs Python with numpy.'));
}

interface Shown {
  readonly document: ResultDocument;
  readonly result: number;
  readonly cell?: { readonly row: number; readonly col: number };
}

/** What the panel in front shows. */
function resultShown(parts: CommandParts): Shown | undefined {
  const showing: Showing | undefined =
    parts.panels.shown.find(({ panel }) => panel.active) ?? parts.panels.shown.find(({ panel }) => panel.visible);
  const document = showing?.comparison.document;
  if (!showing || !document || document.results.length === 0) {
    void parts.ask.tell('info', l10n.t('Open a comparison first.'));
    return undefined;
  }
  const { selection } = showing.page;
  const result = selection?.result ?? 0;
  if (!document.results[result]) return { document, result: 0 };
  const { row, col } = selection ?? {};
  return { document, result, ...(row !== undefined && col !== undefined && { cell: { row, col } }) };
}

async function pickCell(
  { ask }: CommandParts,
  document: ResultDocument,
  index: number,
): Promise<{ row: number; col: number } | undefined> {
  const { rows, cols, values } = document.results[index]!;
  if (rows.length === 1 && cols.length === 1) return { row: 0, col: 0 };
  return ask.pick(
    rows.flatMap((first, row) =>
      cols.map((second, col) => ({
        label: `${first} ↔ ${second}`,
        description: String(values[row]?.[col] ?? l10n.t('no value')),
        value: { row, col },
      })),
    ),
    { title: l10n.t('Copy as Python'), placeHolder: l10n.t('The cell to compute') },
  );
}
