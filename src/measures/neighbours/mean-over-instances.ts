import { invariances, representational, undefinedBecause, value, type RepresentationalMeasure } from '../measure';
import { clippedWarning, nearestNeighbours, neighbourParameters, type Neighbours } from '../shared/neighbours';
import { permuteNeighbours } from '../shared/permute';
import { mean, scorePerInstance, type InstanceScore } from './per-instance';

type OwnFacts = Pick<RepresentationalMeasure, 'id' | 'name' | 'references' | 'formula' | 'summary' | 'differences'>;

/**
 * A measure that is the mean, over the instances, of a score in [0, 1] of an instance's two lists of neighbours; `detail`
 * names the scores among the details. N×D and N×D′. Undefined for a single instance.
 */
export const meanOverInstances = ({
  detail,
  score,
  ...facts
}: OwnFacts & { readonly detail: string; readonly score: InstanceScore }): RepresentationalMeasure =>
  representational({
    ...facts,
    arity: 'pair',
    family: 'neighbours',
    kind: 'similarity',
    range: [0, 1],
    identity: 1,
    symmetric: true,
    metric: false,
    invariances: invariances('111000'),
    needs: [],
    parameters: neighbourParameters,
    variants: [{ when: { metric: 'euclidean' }, facts: { invariances: invariances('111010') } }],
    cost: 'O(N²·D) time, O(N·k) memory',

    prepare: (side, { k, metric }, context) => nearestNeighbours(side, k, metric, context),

    permute: permuteNeighbours,

    compare(a: Neighbours, b: Neighbours, { k: asked }) {
      if (a.k === 0) return undefinedBecause('A single instance has no neighbours.');
      const scores = scorePerInstance(a, b, score);
      return value(mean(scores), {
        details: { perInstance: { [detail]: scores } },
        warnings: clippedWarning(asked, scores.length),
      });
    },
  });
