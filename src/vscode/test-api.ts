import type { CommandParts } from './commands/parts';
import type { Decorations } from './decorations/decorations';
import type { DocumentEditor } from './editors/document-editor';
import type { InspectEditor } from './editors/inspect-editor';
import type { SimilarityView } from './similarity/view';

/** What `activate` hands to the tests inside VS Code, and to nobody else; they put their own answers into `ask`. */
export interface TestApi extends CommandParts {
  readonly editor: DocumentEditor;
  readonly inspectEditor: InspectEditor;
  readonly decorations: Decorations;
  readonly similarityView: SimilarityView;
  /** What pages complained about: CSP violations, exceptions, messages that were refused. */
  readonly troubles: readonly string[];
}
