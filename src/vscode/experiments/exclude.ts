import { relative, sep } from 'node:path';
import picomatch from 'picomatch';
import type { Experiment, Snapshot } from '../../experiments/types';

/** The experiment without what the globs (relative to its root, `**` for any depth) leave out. */
export function excluding(experiment: Experiment, globs: readonly string[]): Experiment {
  if (globs.length === 0) return experiment;
  const matches = picomatch([...globs], { dot: true });
  const kept = ({ path }: { readonly path: string }): boolean => {
    const inside = relative(experiment.root, path).split(sep).join('/');
    return !matches(inside) && !matches(`${inside}/`);
  };
  return {
    ...experiment,
    runs: experiment.runs.filter(kept).flatMap((run) => {
      const snapshots = run.snapshots.filter(kept).map((snapshot) => ({
        ...snapshot,
        layers: snapshot.layers.filter(kept),
        outputs: snapshot.outputs.filter(kept),
      }));
      return snapshots.length > 0 ? [{ ...run, snapshots }] : [];
    }),
    shared: experiment.shared.filter(kept),
    problems: experiment.problems.filter(kept),
  };
}

/** What is being written, by paths (of files, folders, and snapshots as `path::label`). */
export interface Unsettled {
  isUnsettled(path: string): boolean;
  isNearUnsettled(path: string): boolean;
}

/**
 * The experiment without snapshots of which something is still being written, and without what is said of such files. New
 * snapshots also wait for what is written beside them, which may become a part of them; known ones stay.
 */
export function withoutUnsettled(
  experiment: Experiment,
  unsettled: Unsettled,
  isKnown: (snapshot: Snapshot) => boolean,
): Experiment {
  const isComplete = (snapshot: Snapshot): boolean => {
    const [home] = snapshot.path.split('::');
    const arrays = [...snapshot.layers, ...snapshot.outputs];
    const paths = [home!, ...arrays.flatMap(({ path, parts = [] }) => [path, ...parts])];
    if (paths.some((path) => unsettled.isUnsettled(path))) return false;
    return isKnown(snapshot) || !paths.some((path) => unsettled.isNearUnsettled(path));
  };
  return {
    ...experiment,
    runs: experiment.runs.flatMap((run) => {
      const snapshots = run.snapshots.filter(isComplete);
      return snapshots.length > 0 ? [{ ...run, snapshots }] : [];
    }),
    problems: experiment.problems.filter(({ path }) => !unsettled.isUnsettled(path)),
  };
}
