import { spectrumFigure } from '../../charts/distribution';
import { correlationsOf } from '../../charts/instances';
import { formatValue } from '../../charts/numbers';
import { h } from '../../dom';
import { Plot } from '../../plot';
import { t } from '../../words';
import { framed } from '../framed';
import type { SectionKind } from './section';

/** Canonical correlations by rank. */
export const spectrum: SectionKind = ({ explained, context }) => {
  const found = explained.find(({ details }) => correlationsOf(details));
  const correlations = correlationsOf(found?.details);
  if (!found || !correlations) return [];
  const plot = new Plot({
    label: t(
      'Canonical correlations: {0} of them, from {1} to {2}.',
      correlations.length,
      formatValue(correlations[0]!),
      formatValue(correlations.at(-1)!),
    ),
    figure: (canvas) => spectrumFigure(correlations, t('canonical correlation, by rank'), canvas),
    onTrouble: context.trouble,
  });
  const element = framed({
    id: 'spectrum',
    title: t('Spectrum'),
    plot,
    notes: [
      h('p', { class: 'quiet' }, t('1 = a direction that both have, 0 = none. Long tails near 1: much is shared.')),
    ],
    twin: () => ({
      columns: [t('Rank'), t('Canonical correlation')],
      rows: correlations.map((value, index) => [index + 1, value]),
    }),
    context,
  });
  return [{ tab: 'spectrum', element, plots: [plot] }];
};
