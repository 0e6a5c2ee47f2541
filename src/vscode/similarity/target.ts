import type { Run, Snapshot } from '../../experiments/types';
import type { SnapshotOf } from '../experiments/experiments';
import type { ExperimentNode } from '../experiments/nodes';
import { snapshotOperand, type Operand } from '../experiments/operands';

/**
 * The snapshot that the Similarity view compares with the baseline: the selected one, that of the selected layer, or the
 * last of the selected run; where nothing of them is selected, the last of the run that was trained most recently.
 */
export function targetOf(
  node: ExperimentNode | undefined,
  snapshots: readonly SnapshotOf[],
  isFresh: (snapshot: Snapshot) => boolean,
  baseline: string,
): Operand | undefined {
  const found = selected(node, snapshots) ?? latest(snapshots, isFresh, baseline);
  return found && snapshotOperand(found.run, found.snapshot);
}

type Found = Pick<SnapshotOf, 'run' | 'snapshot'>;

function selected(node: ExperimentNode | undefined, snapshots: readonly SnapshotOf[]): Found | undefined {
  switch (node?.kind) {
    case 'run': {
      // by name: the node may be of an earlier scan
      const own = snapshots.filter(({ run }) => sameRun(run, node.run));
      return own.at(-1);
    }
    case 'snapshot':
      return { run: node.run, snapshot: node.snapshot };
    case 'layer':
      return snapshots.find(({ snapshot }) =>
        snapshot.layers.some(({ path, key }) => path === node.layer.path && key === node.layer.key),
      );
    default:
      return undefined;
  }
}

function latest(
  snapshots: readonly SnapshotOf[],
  isFresh: (snapshot: Snapshot) => boolean,
  baseline: string,
): Found | undefined {
  const others = snapshots.filter(({ run, snapshot }) => snapshotOperand(run, snapshot).text !== baseline);
  const fresh = others.filter(({ snapshot }) => isFresh(snapshot));
  const last = others.filter(({ run, snapshot }) => run.snapshots.at(-1)?.path === snapshot.path);
  return fresh.at(-1) ?? last[0] ?? others.at(-1);
}

const sameRun = (a: Run, b: Run): boolean => a.path === b.path && a.name === b.name;
