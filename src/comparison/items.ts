import { representationSize } from '../experiments';
import type { Item } from './document';
import { itemIds, itemLabels } from './names';
import type { Participant } from './participant';
import type { ReadSpec } from './plan';
import type { Mode } from './request';

/** The document's entries for the arrays that take part. */
export function describeItems(mode: Mode, participants: readonly Participant[], reads: readonly ReadSpec[]): Item[] {
  const ids = itemIds(participants);
  const labels = itemLabels(mode, participants);
  return participants.map(({ ref, run, snapshot, name, layout, companions }, index) => {
    const read = reads[index]!;
    const { reduction, rows } = read;
    const size = representationSize(ref.path, ref.shape, { layout, reduction, rows, mask: companions.mask });
    return {
      id: ids[index]!,
      label: labels[index]!,
      run: run ?? null,
      snapshot: snapshot?.label ?? null,
      layer: name,
      path: ref.path,
      key: ref.key ?? null,
      shape: [...ref.shape],
      dtype: ref.dtype,
      reduced: [size.rows, size.cols],
      ...(size.layout && { layout: size.layout }),
      reduction: size.reduction,
      fingerprint: read.fingerprint,
    };
  });
}

/** One line a way of reducing: "mean over positions: conv1, conv2". */
export function reductionFacts(items: readonly Item[]): string[] {
  const ways = new Map<string, Set<string>>();
  for (const { reduction, layer, id } of items) {
    if (reduction === 'none') continue;
    const names = ways.get(reduction) ?? new Set();
    ways.set(reduction, names.add(layer ?? id));
  }
  return [...ways].map(([reduction, names]) => `${reduction}: ${[...names].join(', ')}`);
}
