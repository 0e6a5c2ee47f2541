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
