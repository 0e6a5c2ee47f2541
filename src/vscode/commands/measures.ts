import { l10n } from 'vscode';
import type { CatalogueEntry } from '../../measures/facts';
import { describeMeasure } from '../measures/describe';
import { settings } from '../settings';
import { aboutMeasure, narrow } from './guide';
import type { CommandParts, Commands } from './parts';

export function measureCommands(parts: CommandParts): Commands {
  return {
    chooseMeasures: () => chooseMeasures(parts),
    aboutMeasure: (id?: unknown) => aboutMeasure(parts, id),
  };
}

/** Chooses the measures that new comparisons begin with; they are written into the settings. */
async function chooseMeasures(parts: CommandParts): Promise<void> {
  const { ask, catalogue } = parts;
  const title = l10n.t('Choose Measures');
  const outputs = await ask.pick(
    [
      {
        label: l10n.t('For activations'),
        detail: l10n.t('Measures of representations: layers, snapshots and models'),
        value: false,
      },
      { label: l10n.t('For outputs'), detail: l10n.t('Measures of logits, probabilities and classes'), value: true },
    ],
    { title, placeHolder: l10n.t('What the measures are for') },
  );
  if (outputs === undefined) return;
  const subject = outputs ? 'outputs' : 'representation';
  const all = (await catalogue.all()).filter((entry) => entry.subject === subject && entry.arity !== 'statistic');
  const left = await narrow(parts, all, title);
  if (!left) return;
  const chosen = new Set(settings.measures(outputs).map(({ id }) => id));
  // what is chosen already is always shown: it would be lost otherwise
  const entries = all.filter((entry) => chosen.has(entry.id) || left.includes(entry));
  const picked = await ask.pickMany(
    entries.map((entry) => ({ ...measureChoice(entry), picked: chosen.has(entry.id) })),
    {
      title,
      placeHolder: l10n.t('Filter by name, kind or invariance (“rotation”, “scaling”, “affine”)'),
      about: { tooltip: l10n.t('About this measure'), show: (id) => aboutMeasure(parts, id) },
    },
  );
  if (!picked) return;
  if (picked.length === 0) return void ask.tell('info', l10n.t('Choose at least one measure.'));
  await settings.setMeasures(outputs, picked);
}

function measureChoice(entry: CatalogueEntry) {
  return { label: entry.name, ...describeMeasure(entry, l10n.t), value: entry.id };
}
