import { dirname } from 'node:path';
import { mapPool } from '../../experiments/pool';
import type { Experiment, Run, Snapshot } from '../../experiments/types';

/** What is being written, by paths (of files, folders, and snapshots as `path::label`). */
export interface Unsettled {
  isUnsettled(path: string, aside?: string): boolean;
  isNearUnsettled(path: string): boolean;
}

/**
 * The experiment without snapshots of which something is still being written, and without what is said of such files. New
 * snapshots also wait for what is written beside them, which may become a part of them; known ones stay, whatever comes
 * into their run's folder.
 */
export async function withoutUnsettled(
  experiment: Experiment,
  unsettled: Unsettled,
  isKnown: (snapshot: Snapshot) => boolean,
): Promise<Experiment> {
  const isComplete = (snapshot: Snapshot): boolean => {
    const [home] = snapshot.path.split('::');
    const arrays = [...snapshot.layers, ...snapshot.outputs];
    const paths = [home!, ...arrays.flatMap(({ path, parts = [] }) => [path, ...parts])];
    if (isKnown(snapshot)) return !paths.some((path) => unsettled.isUnsettled(path, dirname(home!)));
    return !paths.some((path) => unsettled.isUnsettled(path) || unsettled.isNearUnsettled(path));
  };
  const runs: Run[] = [];
  for (const run of experiment.runs) {
    const complete = await mapPool(run.snapshots, 1, (snapshot) => Promise.resolve(isComplete(snapshot)));
    const snapshots = run.snapshots.filter((_, index) => complete[index]);
    if (snapshots.length > 0) runs.push({ ...run, snapshots });
  }
  return {
    ...experiment,
    runs,
    problems: experiment.problems.filter(({ path }) => !unsettled.isUnsettled(path)),
  };
}
