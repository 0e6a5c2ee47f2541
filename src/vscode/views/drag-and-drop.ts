import { commands, DataTransferItem, Uri, type DataTransfer, type TreeDragAndDropController } from 'vscode';
import type { ExperimentNode } from '../experiments/nodes';

/** Named by VS Code after the view: what its own nodes are dragged as. */
const OWN = 'application/vnd.code.tree.likeness.experiments';
const FILES = 'text/uri-list';

/** Dropping a run, snapshot or layer (or files of the Explorer) on another compares the two; what was dragged comes first. */
export class CompareByDragging implements TreeDragAndDropController<ExperimentNode> {
  readonly dragMimeTypes = [FILES];
  readonly dropMimeTypes = [OWN, FILES];

  handleDrag(nodes: readonly ExperimentNode[], transfer: DataTransfer): void {
    const comparable = nodes.filter(({ operand }) => operand !== undefined);
    if (comparable.length === 0) return;
    transfer.set(OWN, new DataTransferItem(comparable));
    transfer.set(FILES, new DataTransferItem(comparable.map(({ path }) => Uri.file(path).toString()).join('\r\n')));
  }

  async handleDrop(target: ExperimentNode | undefined, transfer: DataTransfer): Promise<void> {
    const dragged = transfer.get(OWN)?.value as readonly ExperimentNode[] | undefined;
    const sources = dragged ?? (await droppedFiles(transfer));
    const others = target?.operand ? [target] : [];
    const all = [...sources.filter((source) => source !== target), ...others];
    if (all.length > 0) await commands.executeCommand('likeness.compareSelected', all[0], all);
  }
}

async function droppedFiles(transfer: DataTransfer): Promise<readonly Uri[]> {
  const list = (await transfer.get(FILES)?.asString()) ?? '';
  return list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Uri.parse(line, true));
}
