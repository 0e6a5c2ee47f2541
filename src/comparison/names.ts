import { dumpExtension } from '../formats';
import type { Participant } from './participant';
import type { Mode } from './request';

/** Ids `run/snapshot/layer`, as much of it as is known; folders in front where that is not unique. */
export function itemIds(participants: readonly Participant[]): string[] {
  let ids = participants.map(shortId);
  for (let depth = 1; depth <= 8 && repeats(ids); depth++) {
    const shorter = ids;
    ids = participants.map(({ ref }, index) => {
      const id = shorter[index]!;
      if (shorter.filter((other) => other === id).length === 1) return id;
      const folder = segments(ref.path).at(-1 - depth);
      return folder === undefined ? id : `${folder}/${id}`;
    });
  }
  return ids.map((id, index) => (ids.indexOf(id) === index ? id : `${id}#${index + 1}`));
}

function shortId({ run, snapshot, name }: Participant): string {
  const last = snapshot && segments(snapshot.path).at(-1);
  const plain = last !== undefined && last !== run && !last.includes('::');
  const moment = plain ? withoutExtension(last) : snapshot?.label;
  return [run, moment, name].filter((part) => part !== undefined && part !== '').join('/');
}

/** What tells the items of this mode apart, for people. */
export function itemLabels(mode: Mode, participants: readonly Participant[]): string[] {
  if (mode === 'layers' || mode === 'statistics') return participants.map(({ name }) => name);
  if (mode === 'training') return participants.map(({ name, snapshot }) => snapshot?.label ?? name);
  const facets = [
    participants.map(({ run }) => run),
    participants.map(({ snapshot }) => snapshot?.label),
    participants.map(({ name }) => name),
  ];
  const telling = facets.filter((facet) => new Set(facet).size > 1);
  return participants.map(({ run, name }, index) => {
    const parts = telling.map((facet) => facet[index]).filter((part) => part !== undefined && part !== '');
    return parts.length > 0 ? parts.join(' ') : (run ?? name);
  });
}

function repeats(ids: readonly string[]): boolean {
  return new Set(ids).size < ids.length;
}

function segments(path: string): string[] {
  return path.split(/[\\/]/).filter((part) => part !== '');
}

function withoutExtension(name: string): string {
  const extension = dumpExtension(name);
  return extension === null ? name : name.slice(0, -extension.length);
}
