import { basename, dirname, relative } from 'node:path';
import { l10n, Uri } from 'vscode';
import { declaredInputs } from '../../experiments/declared-inputs';
import type { ArrayRef } from '../../experiments/types';
import type { Choice } from '../ui/ask';
import type { CommandParts } from './parts';

/** Stands for a file that the user looks for. */
const OTHER = '';

/**
 * Asks what a model is given: what the manifest names, what was used last, the inputs that discovery found, or a file.
 * `path` or `path::key`; undefined where the user thought better of it.
 */
export async function askInputs(parts: CommandParts, model: string, last?: string): Promise<string | undefined> {
  const known = await knownInputs(parts, model, last);
  if (known.length === 0) return browse(parts, model);
  const other = { label: l10n.t('Choose a File…'), value: OTHER };
  const title = l10n.t('The inputs of {0}: one row an instance', basename(model));
  const placeHolder = l10n.t('What the model is given');
  const chosen = await parts.ask.pick([...known, other], { title, placeHolder });
  return chosen === OTHER ? browse(parts, model, last) : chosen;
}

async function knownInputs(parts: CommandParts, model: string, last?: string): Promise<readonly Choice<string>[]> {
  const declared = await declaredInputs(model);
  const described: [place: string, description: string][] = [
    ...(declared === undefined ? [] : [[declared, l10n.t('named in likeness.json')] as [string, string]]),
    ...(last === undefined ? [] : [[last, l10n.t('used last')] as [string, string]]),
    ...(await foundInputs(parts)).map((found): [string, string] => [placeOf(found), found.shape.join(' × ')]),
  ];
  const once = new Map([...described].reverse());
  const order = [...new Set(described.map(([place]) => place))];
  return order.map((place) => ({
    label: basename(place),
    description: once.get(place)!,
    detail: relative(dirname(model), place),
    value: place,
  }));
}

async function foundInputs({ experiments }: CommandParts): Promise<readonly ArrayRef[]> {
  const all = await experiments.all();
  return all
    .flatMap(({ runs, shared }) => [
      ...shared,
      ...runs.flatMap(({ snapshots }) => snapshots.flatMap(({ outputs }) => outputs)),
    ])
    .filter(({ role }) => role === 'inputs');
}

function placeOf({ path, key }: ArrayRef): string {
  return key === undefined ? path : `${path}::${key}`;
}

async function browse({ ask }: CommandParts, model: string, last?: string): Promise<string | undefined> {
  const [file] =
    (await ask.open({
      title: l10n.t('The inputs of {0}: one row an instance', basename(model)),
      canSelectMany: false,
      defaultUri: Uri.file(last ?? dirname(model)),
      filters: { [l10n.t('Arrays')]: ['npy', 'npz', 'safetensors', 'csv'] },
      openLabel: l10n.t('Use These Inputs'),
    })) ?? [];
  return file?.fsPath;
}
