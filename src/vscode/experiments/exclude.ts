import { relative, sep } from 'node:path';
import picomatch from 'picomatch';
import type { Experiment } from '../../experiments/types';

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

/** The experiment without snapshots of which something is still being written, and without what is said of such files. */
export function withoutUnsettled(experiment: Experiment, isUnsettled: (path: string) => boolean): Experiment {
  const settled = ({ path }: { readonly path: string }): boolean => !isUnsettled(path);
  return {
    ...experiment,
    runs: experiment.runs.flatMap((run) => {
      const snapshots = run.snapshots.filter(
        (snapshot) => settled(snapshot) && [...snapshot.layers, ...snapshot.outputs].every(settled),
      );
      return snapshots.length > 0 ? [{ ...run, snapshots }] : [];
    }),
    problems: experiment.problems.filter(settled),
  };
}
