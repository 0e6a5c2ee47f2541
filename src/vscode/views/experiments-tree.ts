import {
  commands,
  Disposable,
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { Experiments } from '../experiments/experiments';
import { CompareByDragging } from './drag-and-drop';
import { experimentFolders, filterNodes, type ExperimentNode } from '../experiments/nodes';

const { Collapsed, Expanded, None } = TreeItemCollapsibleState;

/** The Experiments view. */
export class ExperimentsTree implements TreeDataProvider<ExperimentNode>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: TreeView<ExperimentNode>;
  readonly #subscriptions: Disposable;
  #filter = '';
  #top: readonly ExperimentNode[] = [];
  /** By the id of the child; what stands at the top has none. Made when first asked for. */
  #parents: Map<string, ExperimentNode> | undefined;

  constructor(private readonly experiments: Experiments) {
    this.view = window.createTreeView('likeness.experiments', {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController: new CompareByDragging(),
    });
    this.#subscriptions = Disposable.from(
      this.view,
      this.#changed,
      experiments.onDidChange(() => this.#changed.fire()),
      this.view.onDidChangeVisibility(({ visible }) => !visible && experiments.markSeen()),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only what matches; everything when it is empty. */
  setFilter(filter: string): void {
    this.#filter = filter.trim();
    this.view.message = this.#filter === '' ? undefined : l10n.t('Showing what matches “{0}”.', this.#filter);
    void commands.executeCommand('setContext', 'likeness.filtered', this.#filter !== '');
    this.#changed.fire();
  }

  async getChildren(node?: ExperimentNode): Promise<ExperimentNode[]> {
    if (node) return [...node.children];
    const roots = await this.experiments.nodes();
    this.#tellAbout(roots.map(({ experiment }) => experiment));
    const shown = filterNodes(roots, this.#filter);
    // One root needs no node of its own: its runs are the tree. An empty one leaves room for the welcome.
    const top = shown.length === 1 ? shown[0]!.children : shown;
    this.#top = top;
    this.#parents = undefined;
    return roots.every(({ children }) => children.length === 0) ? [] : [...top];
  }

  getParent(node: ExperimentNode): ExperimentNode | undefined {
    this.#parents ??= parentsOf(this.#top);
    return this.#parents.get(node.id);
  }

  getTreeItem(node: ExperimentNode): TreeItem {
    const state =
      node.children.length === 0 ? None : node.kind === 'root' || this.#filter !== '' ? Expanded : Collapsed;
    const item = new TreeItem(node.label, state);
    item.id = this.#filter === '' ? node.id : `${node.id}#filtered`;
    item.description = node.description;
    item.tooltip = node.tooltip;
    item.iconPath = iconOf(node);
    // what VS Code asks the decorations for
    if (node.kind === 'snapshot' || node.kind === 'layer') item.resourceUri = Uri.file(node.path);
    item.contextValue = contextOf(node);
    item.accessibilityInformation = { label: `${node.label}, ${node.description}` };
    return item;
  }

  #tellAbout(experiments: Parameters<typeof experimentFolders>[0]): void {
    void commands.executeCommand('setContext', 'likeness.folders', experimentFolders(experiments));
    const fresh = this.experiments.fresh;
    this.view.badge = fresh > 0 ? { value: fresh, tooltip: l10n.t('{0} new snapshots', fresh) } : undefined;
  }
}

function parentsOf(nodes: readonly ExperimentNode[], parents = new Map<string, ExperimentNode>()) {
  for (const node of nodes) {
    for (const child of node.children) parents.set(child.id, node);
    parentsOf(node.children, parents);
  }
  return parents;
}

function contextOf(node: ExperimentNode): string {
  const marks = node.kind === 'snapshot' && node.baseline ? ['baseline'] : [];
  return [node.kind, ...(node.operand ? ['comparable'] : []), ...marks].join(' ');
}

function iconOf(node: ExperimentNode): ThemeIcon {
  switch (node.kind) {
    case 'root':
      return new ThemeIcon('root-folder');
    case 'run':
      return new ThemeIcon('beaker');
    case 'snapshot':
      if (node.baseline) return new ThemeIcon('pinned', new ThemeColor('charts.yellow'));
      if (node.fresh) return new ThemeIcon('sparkle');
      return new ThemeIcon(node.snapshot.weights ? 'symbol-array' : 'history');
    case 'layer':
      return new ThemeIcon('layers');
    case 'output':
      return new ThemeIcon(node.operand ? 'symbol-numeric' : 'tag');
    case 'problem':
      return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  }
}
