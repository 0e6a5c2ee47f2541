import { basename, dirname, sep } from 'node:path';
import type { ArrayRef, Output, Run, Snapshot } from '../../experiments/types';
import type { Mode } from '../../comparison/request';
import type { Translate } from '../ui/text';

/** Something the user can compare: a part of an experiment, or a file of which only the engine will say what it is. */
export interface Operand {
  readonly kind: 'run' | 'snapshot' | 'layer' | 'output' | 'file';
  /** As a comparison request takes it: `path` or `path::key`. */
  readonly text: string;
  readonly label: string;
}

/** What a choice of operands asks for. */
export interface Choice {
  readonly operands: readonly Operand[];
  /** Absent where the engine concludes it from the operands. */
  readonly mode?: Mode;
  readonly outputs?: boolean;
}

export function arrayOperand(array: Pick<ArrayRef, 'path' | 'key'>): string {
  return array.key === undefined ? array.path : `${array.path}::${array.key}`;
}

export const runOperand = (run: Run): Operand => ({ kind: 'run', text: run.path, label: run.name });

export const snapshotOperand = (run: Run, snapshot: Snapshot): Operand => ({
  kind: 'snapshot',
  text: snapshot.path,
  label: `${run.name} · ${snapshot.label}`,
});

export const layerOperand = (run: Run, snapshot: Snapshot, layer: ArrayRef & { readonly name: string }): Operand => ({
  kind: 'layer',
  text: arrayOperand(layer),
  label: `${run.name} · ${snapshot.label} · ${layer.name}`,
});

export const outputOperand = (run: Run | undefined, snapshot: Snapshot | undefined, output: Output): Operand => ({
  kind: 'output',
  text: arrayOperand(output),
  label: [run?.name, snapshot?.label, output.name].filter((part) => part !== undefined).join(' · '),
});

/** A file's label is its name with as many folders as tell it from the others. */
export function fileOperands(paths: readonly string[]): readonly Operand[] {
  const shorten = (path: string, parts: number): string => path.split(sep).slice(-parts).join('/');
  const unique = (parts: number): boolean => new Set(paths.map((path) => shorten(path, parts))).size === paths.length;
  let parts = 1;
  while (parts < 6 && !unique(parts)) parts++;
  return paths.map((path) => ({ kind: 'file', text: path, label: shorten(path, parts) }));
}

/** A single file, named with its folder: `epoch_10/conv1.npy`. */
export function fileOperand(path: string): Operand {
  return { kind: 'file', text: path, label: `${basename(dirname(path))}/${basename(path)}` };
}

/** Concludes the comparison from what was chosen, or says in one line why these cannot be compared. */
export function choiceOf(operands: readonly Operand[], t: Translate): Choice | { readonly refusal: string } {
  const kinds = new Set(operands.map((operand) => operand.kind));
  const only = (kind: Operand['kind']): boolean => kinds.size === 1 && kinds.has(kind);
  if (operands.length === 0) return { refusal: t('Nothing is selected: select two or more to compare.') };
  if (operands.length === 1) {
    if (only('run')) return { operands, mode: 'training' };
    return { refusal: t('Select something to compare {0} with.', operands[0]!.label) };
  }
  if (kinds.has('output')) {
    if (!only('output')) return { refusal: t('Outputs are compared with outputs: leave out the others.') };
    return { operands, outputs: true };
  }
  if (kinds.has('layer') && kinds.size > 1 && !kinds.has('file')) {
    return { refusal: t('A layer is compared with layers: leave out the runs and snapshots.') };
  }
  if (only('run')) return { operands, mode: 'models' };
  return { operands };
}
