import type { Arrangement } from './arrangement';
import type { ResultDocument } from './document';
import { absoluteOperand } from './written';
import { namesSnapshot, type ComparisonRequest } from './request';
import type { ChosenMeasure } from './selection';

type Recorded = ResultDocument['request'];

/** The request as the document keeps it: carried out again, it gives the same document. Operands are absolute. */
export function recordRequest(
  request: ComparisonRequest,
  { mode, subject }: Arrangement,
  measures: readonly ChosenMeasure[],
): Recorded {
  const absolute = (operand: string): string => absoluteOperand(operand, request.base);
  const {
    outputKind,
    instances,
    layers,
    layer,
    reduction,
    layout,
    dropNanRows,
    precision,
    permutations,
    seed = 0,
  } = request;
  const { alignedWith, labels, ids, reference, layoutOf, shard } = request;
  const recorded: Recorded = {
    mode,
    operands: request.operands.map(absolute),
    measures: measures.map(({ facts, params }) => ({ id: facts.id, params: { ...params } })),
    outputs: subject === 'outputs' ? true : undefined,
    outputKind,
    labels: labels === undefined ? undefined : absolute(labels),
    ids: ids === undefined ? undefined : absolute(ids),
    alignedWith: alignedWith?.map(absolute),
    instances,
    seed,
    layers,
    layer,
    reference: namesSnapshot(reference) ? absolute(reference) : reference,
    reduction,
    layout,
    layoutOf:
      layoutOf && Object.fromEntries(Object.entries(layoutOf).map(([operand, layout]) => [absolute(operand), layout])),
    dropNanRows,
    precision,
    permutations: permutations || undefined,
    shard,
  };
  return Object.fromEntries(Object.entries(recorded).filter(([, field]) => field !== undefined)) as Recorded;
}
