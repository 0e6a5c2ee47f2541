import { Uri, l10n, type TextDocumentContentProvider } from 'vscode';
import { messageOf } from '../comparison/comparison';
import type { Engine } from '../engine/port';
import { inspectionText } from './inspectionText';

export const INSPECTION_SCHEME = 'likeness-inspect';

/** The read-only document that describes a dump's arrays: its path is the file's, its query the key. */
export function inspectionUri(path: string, key?: string): Uri {
  const file = Uri.file(path);
  return Uri.from({ scheme: INSPECTION_SCHEME, path: `${file.path}.txt`, query: key ?? '' });
}

export class InspectionProvider implements TextDocumentContentProvider {
  constructor(private readonly engine: Engine) {}

  async provideTextDocumentContent({ path, query }: Uri): Promise<string> {
    const file = Uri.file(path.replace(/\.txt$/, '')).fsPath;
    try {
      return inspectionText(await this.engine.inspect(file, query === '' ? undefined : query), l10n.t);
    } catch (error) {
      // The document says why it is empty: a rejected promise would show an error of VS Code's instead.
      return `${messageOf(error)}\n`;
    }
  }
}
