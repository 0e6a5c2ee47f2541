import { factsWith, fillParameters, measures } from '../../../src/measures/catalogue';
import type { Measure } from '../../../src/measures/measure';
import type { Parameters } from '../../../src/measures/parameters';
import type { Shape } from './samples';

/** A measure under one set of parameters, with the facts that hold there. */
export interface Configuration {
  readonly title: string;
  readonly measure: Measure;
  readonly facts: Measure;
  readonly params: Parameters;
  readonly shape: Shape;
}

/** Sampling measures need fewer samples to show a property than to estimate a number. */
const lighter: Readonly<Record<string, Parameters>> = {
  'geometry-score': { samples: 3, landmarks: 12, gamma: 0.5 },
  contrasim: { epochs: 1 },
};
/** Parameters between those that change the facts. */
const between: Readonly<Record<string, readonly Parameters[]>> = {
  'partial-whitening-shape': [{ alpha: 0.5 }],
  gulp: [{ lambda: 0.1 }],
  'riemannian-distance': [{ ridge: 0.1 }],
};
/** Full row rank, or few rows: where a measure asks for it. */
const shapes: Readonly<Record<string, Shape>> = {
  'riemannian-distance': { n: 6, widths: [11, 9] },
};
const usual: Shape = { n: 26, widths: [6, 5] };

/** Every measure with its defaults, with each other choice, and under each of its variants. */
export const configurations: readonly Configuration[] = measures
  .filter(({ needs }) => !needs.includes('live-model'))
  .flatMap((measure) => {
    const sets: Parameters[] = [
      {},
      ...otherChoices(measure),
      ...(between[measure.id] ?? []),
      ...(measure.variants ?? []).map(({ when }) => when),
    ];
    const distinct = new Map(sets.map((given) => [JSON.stringify(fillParameters(measure, given)), given]));
    return [...distinct.values()].map((given) => {
      const params = fillParameters(measure, { ...lighter[measure.id], ...given });
      const settings = Object.entries(given).map(([name, value]) => `${name}=${value}`);
      return {
        title: [measure.id, ...settings].join(' '),
        measure,
        facts: factsWith(measure, params),
        params,
        shape: shapes[measure.id] ?? usual,
      };
    });
  });

function otherChoices(measure: Measure): Parameters[] {
  return Object.entries(measure.parameters).flatMap(([name, spec]): Parameters[] => {
    if (spec.type === 'boolean') return [{ [name]: !spec.default }];
    if (spec.type === 'choice') return spec.choices.map((choice) => ({ [name]: choice }));
    return [];
  });
}
