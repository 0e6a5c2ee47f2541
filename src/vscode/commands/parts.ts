import type { Uri } from 'vscode';
import type { Catalogue } from '../catalogue';
import type { Comparisons } from '../comparison/comparisons';
import type { LazyEngine } from '../engine/engine';
import type { Experiments } from '../experiments/experiments';
import type { Layouts } from '../experiments/layouts';
import type { KeptComparisons } from '../kept/kept';
import type { Log } from '../log';
import type { Panels } from '../panel/panels';
import type { Similarity } from '../similarity/similarity';
import type { Following } from '../watch/following';
import type { Ask } from '../ui/ask';
import type { ComparisonsTree } from '../views/comparisons-tree';
import type { ExperimentsTree } from '../views/experiments-tree';
import type { Exporter } from '../comparison/exporter';

/** What commands work with: built once by the composition root. */
export interface CommandParts {
  readonly extensionUri: Uri;
  readonly ask: Ask;
  readonly log: Log;
  readonly engine: LazyEngine;
  readonly catalogue: Catalogue;
  readonly experiments: Experiments;
  readonly layouts: Layouts;
  readonly kept: KeptComparisons;
  readonly comparisons: Comparisons;
  readonly panels: Panels;
  readonly exporter: Exporter;
  readonly similarity: Similarity;
  readonly following: Following;
  readonly experimentsTree: ExperimentsTree;
  readonly comparisonsTree: ComparisonsTree;
}

/** A command: its id after `likeness.` to what it does. */
export type Commands = Readonly<Record<string, (...args: never[]) => unknown>>;
