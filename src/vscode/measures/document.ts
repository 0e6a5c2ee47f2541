import { l10n, Uri, type TextDocumentContentProvider } from 'vscode';
import { findById } from '../../measures/facts';
import type { Catalogue } from '../catalogue';
import { measurePage } from './page';

export const MEASURE_SCHEME = 'likeness-measure';

/** The read-only page of a measure. */
export const measureUri = (id: string): Uri => Uri.from({ scheme: MEASURE_SCHEME, path: `/${id}.md` });

export class MeasurePages implements TextDocumentContentProvider {
  constructor(private readonly catalogue: Catalogue) {}

  async provideTextDocumentContent({ path }: Uri): Promise<string> {
    return measurePage(findById(await this.catalogue.all(), path.replace(/^\/|\.md$/g, '')), l10n.t);
  }
}
