import { isAbsolute, join } from 'node:path';
import { workspace } from 'vscode';
import type { ComparisonRequest, EngineOptions, MeasureRequest } from '../comparison/request';
import type { Reduction } from '../experiments/types';

const GIGABYTE = 2 ** 30;

/** The `likeness.*` settings as the extension uses them; VS Code has checked their types against package.json. */
export const settings = {
  /** The folders to look for experiments in: the workspace folders where none are named. */
  roots(): readonly string[] {
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const named = get<string[]>('roots', []);
    if (named.length === 0) return folders.map(({ uri }) => uri.fsPath);
    const roots = named.flatMap((root) =>
      isAbsolute(root) ? [root] : folders.map(({ uri }) => join(uri.fsPath, root)),
    );
    return [...new Set(roots)];
  },

  exclude: (): readonly string[] => get<string[]>('exclude', []),

  engineOptions: (): EngineOptions => ({
    engine: get<EngineOptions['engine']>('engine', 'auto'),
    threads: get('threads', 0),
    memory: Math.round(get('memory', 0) * GIGABYTE),
  }),

  measures: (outputs: boolean): readonly MeasureRequest[] =>
    get<string[]>(outputs ? 'outputMeasures' : 'measures', []).map((id) => ({ id })),

  setMeasures: (outputs: boolean, ids: readonly string[]): Thenable<void> =>
    configuration().update(outputs ? 'outputMeasures' : 'measures', ids, !hasWorkspace()),

  /** What every request is given, so far as the user has said. */
  requestDefaults(): Pick<ComparisonRequest, 'reduction' | 'precision' | 'instances' | 'seed' | 'dropNanRows'> {
    const instances = get<number>('instances', 0);
    return {
      reduction: get<Reduction>('reduction', 'mean'),
      precision: get<'float64' | 'float32'>('precision', 'float64'),
      dropNanRows: get('dropNanRows', false),
      ...(instances > 0 && { instances, seed: get('seed', 0) }),
    };
  },

  keepResults: (): number => get('keepResults', 50),
};

const configuration = () => workspace.getConfiguration('likeness');

function get<T>(key: string, fallback: T): T {
  return configuration().get<T>(key) ?? fallback;
}

const hasWorkspace = (): boolean => (workspace.workspaceFolders ?? []).length > 0;
