import {
  EventEmitter,
  l10n,
  ThemeIcon,
  TreeItem,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import type { Mode } from '../../comparison/request';
import type { KeptEntry } from '../kept/entry';
import type { KeptComparisons } from '../kept/kept';

const icons: Record<Mode, string> = {
  pair: 'arrow-both',
  layers: 'table',
  training: 'graph-line',
  models: 'type-hierarchy',
  outputs: 'symbol-numeric',
  statistics: 'graph',
};

/** The Comparisons view: what was computed, newest first. */
export class ComparisonsTree implements TreeDataProvider<KeptEntry>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: TreeView<KeptEntry>;
  readonly #subscription: Disposable;

  constructor(private readonly kept: KeptComparisons) {
    this.view = window.createTreeView('likeness.comparisons', { treeDataProvider: this });
    this.#subscription = kept.onDidChange(() => this.#changed.fire());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.view.dispose();
    this.#changed.dispose();
  }

  getChildren(entry?: KeptEntry): KeptEntry[] {
    return entry ? [] : [...this.kept.list()];
  }

  getTreeItem(entry: KeptEntry): TreeItem {
    const item = new TreeItem(entry.title);
    const status = [...statusText(entry.status), ...(entry.following ? [l10n.t('keeps comparing')] : [])];
    item.id = entry.id;
    item.description = [entry.measures.join(', '), ...status].join(' · ');
    item.tooltip = [entry.title, l10n.t('{0} arrays', entry.items), new Date(entry.created).toLocaleString()].join(
      '\n',
    );
    item.iconPath = new ThemeIcon(entry.pinned ? 'pinned' : icons[entry.mode]);
    item.contextValue = ['kept', entry.pinned ? 'pinned' : 'unpinned', entry.following ? 'following' : 'resting'].join(
      ' ',
    );
    item.command = { command: 'likeness.kept.open', title: l10n.t('Open'), arguments: [entry] };
    return item;
  }
}

function statusText(status: KeptEntry['status']): readonly string[] {
  if (status === 'cancelled') return [l10n.t('cancelled')];
  return status === 'partial' ? [l10n.t('incomplete')] : [];
}
