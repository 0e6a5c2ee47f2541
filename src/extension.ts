import { join } from 'node:path';
import { commands, ExtensionMode, workspace, type ExtensionContext } from 'vscode';
import { Catalogue } from './vscode/catalogue';
import { registerCommands } from './vscode/commands';
import { Comparisons } from './vscode/comparison/comparisons';
import { Exporter } from './vscode/comparison/exporter';
import { Decorations } from './vscode/decorations/decorations';
import { DocumentEditor } from './vscode/editors/document-editor';
import { InspectEditor } from './vscode/editors/inspect-editor';
import { LazyEngine } from './vscode/engine/engine';
import { Experiments } from './vscode/experiments/experiments';
import { Layouts } from './vscode/experiments/layouts';
import { KeptComparisons } from './vscode/kept/kept';
import { registerTools } from './vscode/lm/tools';
import { Log } from './vscode/log';
import { MEASURE_SCHEME, MeasurePages } from './vscode/measures/document';
import { Panels } from './vscode/panel/panels';
import type { TestApi } from './vscode/test-api';
import { Similarity } from './vscode/similarity/similarity';
import { SimilarityView } from './vscode/similarity/view';
import { askUser } from './vscode/ui/ask';
import { ComparisonsTree } from './vscode/views/comparisons-tree';
import { ExperimentsTree } from './vscode/views/experiments-tree';
import { StatusBar } from './vscode/views/status-bar';
import { ClusterJobs } from './vscode/watch/cluster-jobs';
import { Following, tellKeepComparing } from './vscode/watch/following';
import { Watcher } from './vscode/watch/watcher';

/** Builds every part once and hands each what it needs. Nothing here reads a file or starts a process. */
export function activate(context: ExtensionContext): TestApi | undefined {
  const { extensionUri, subscriptions, workspaceState } = context;
  const dist = join(extensionUri.fsPath, 'dist');
  const storage = (context.storageUri ?? context.globalStorageUri).fsPath;
  const ask = { ...askUser };
  const troubles: string[] = [];

  const log = new Log();
  const results = join(context.globalStorageUri.fsPath, 'results');
  const engine = new LazyEngine(
    { dist, log: (line) => log.info(line) },
    results,
    join(context.globalStorageUri.fsPath, 'tensorflow'),
  );
  const catalogue = new Catalogue(join(dist, 'catalogue.json'));
  const experiments = new Experiments(engine, workspaceState, log);
  const layouts = new Layouts(experiments);
  const kept = new KeptComparisons(join(storage, 'comparisons'), workspaceState);
  const comparisons = new Comparisons({ engine, catalogue: catalogue.all, log: log.warn }, kept);
  const exporter = new Exporter(ask, dist);
  const trouble = (message: string): void => {
    log.error(message);
    troubles.push(message);
  };
  const tell = (message: string): void => void ask.tell('info', message);
  const panels = new Panels(comparisons, engine, {
    extensionUri,
    catalogue,
    exportAs: (comparison, request) => exporter.exportAs(comparison, request),
    trouble,
    log: log.warn,
    showLog: log.show,
    fronted: ({ id }) => tellKeepComparing(kept.find(id)?.following === true),
    tell,
  });
  const inspectEditor = new InspectEditor({ extensionUri, engine, trouble, tell });
  const editor = new DocumentEditor(comparisons, panels);
  const experimentsTree = new ExperimentsTree(experiments);
  const comparisonsTree = new ComparisonsTree(kept);
  const similarity = new Similarity({
    ...{ engine, catalogue, experiments, layouts },
    selection: () => experimentsTree.view.selection[0],
  });
  const following = new Following({
    experiments,
    open: () => panels.shown.map(({ comparison }) => comparison),
    isKeptComparing: ({ id }) => kept.find(id)?.following === true,
    log: log.warn,
  });
  const decorations = new Decorations(experiments, kept);
  const similarityView = new SimilarityView({ extensionUri, similarity, trouble });

  const parts = {
    ...{ extensionUri, ask, log, engine, catalogue, experiments, layouts, kept, comparisons, panels, exporter },
    ...{ experimentsTree, comparisonsTree, similarity, following },
  };
  subscriptions.push(
    ...[log, engine, experiments, kept, panels, experimentsTree, comparisonsTree],
    new StatusBar(engine),
    new Watcher(experiments, experimentsTree.view),
    new ClusterJobs(ask),
    editor.register(),
    inspectEditor.register(),
    ...[similarity, similarityView.register(), following, decorations],
    workspace.registerTextDocumentContentProvider(MEASURE_SCHEME, new MeasurePages(catalogue)),
    registerTools({ engine, catalogue, experiments }),
    experimentsTree.view.onDidChangeSelection(similarity.follow),
    experiments.onDidChange(similarity.follow),
    registerCommands(parts),
  );
  void commands.executeCommand('setContext', 'likeness.hasBaseline', experiments.baseline !== undefined);
  return context.extensionMode === ExtensionMode.Test
    ? { ...parts, editor, inspectEditor, similarityView, decorations, troubles }
    : undefined;
}
