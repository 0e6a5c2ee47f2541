import { ExperimentError, resolveOperand, type Scans } from '../experiments';
import type { Operand as FoundOperand, Problem } from '../experiments/types';
import { FormatError } from '../formats';
import type { Outputs } from '../measures/subject';
import { participantsOf } from './arrangement';
import { findCompanions, howToRead, type Operand, type Participant } from './participant';
import { namesSnapshot, RequestError, type ComparisonRequest } from './request';

/** What the request's operands stand for. */
export interface ResolvedOperands {
  readonly operands: readonly Operand[];
  /** The snapshot that `training` compares against, where the request names it. */
  readonly reference?: Operand;
  /** Arrays that take part in the alignment of instances only. */
  readonly alignedWith: readonly Participant[];
  /** Operands that could not be used, while others can. */
  readonly problems: readonly Problem[];
  /** What discovery could not read around the operands. */
  readonly found: readonly Problem[];
}

/** Finds the operands on disk. Throws the first one's error where too few are left for the comparison. */
export async function resolveOperands(request: ComparisonRequest, signal?: AbortSignal): Promise<ResolvedOperands> {
  if (request.operands.length === 0) throw new RequestError('There is nothing to compare: give operands.', true);
  const scans: Scans = new Map();
  const find = async (written: string): Promise<Operand> =>
    operandOf(request, await resolveOperand(written, request.base, { scans, signal }));
  const operands: Operand[] = [];
  const problems: Problem[] = [];
  let failure: ExperimentError | FormatError | undefined;
  for (const written of request.operands) {
    try {
      operands.push(await find(written));
    } catch (error) {
      if (!(error instanceof ExperimentError || error instanceof FormatError)) throw error;
      failure ??= error;
      problems.push({ path: error.path, message: error.problem });
    }
  }
  if (failure && operands.length < 2) throw failure;
  const reference = namesSnapshot(request.reference) ? await find(request.reference) : undefined;
  const alignedWith: Operand[] = [];
  for (const written of request.alignedWith ?? []) alignedWith.push(await find(written));
  const experiments = await Promise.all(scans.values());
  return {
    operands,
    reference,
    alignedWith: alignedWith.flatMap((operand) => participantsOf(request, operand)),
    problems,
    found: experiments.flatMap((experiment) => experiment.problems),
  };
}

function operandOf(request: ComparisonRequest, found: FoundOperand): Operand {
  if (found.kind !== 'array') return found;
  const { ref, name, role, run, snapshot, layout } = found.array;
  const declared = snapshot?.layers.find((layer) => layer.path === ref.path && layer.key === ref.key);
  const array: Participant = {
    ref,
    name,
    run: run?.name,
    snapshot,
    outputKind: outputKinds.find((kind) => kind === role),
    companions: findCompanions(snapshot?.outputs ?? [], found.shared),
    ...howToRead(request, found.written, { layout, reduction: declared?.reduction }),
  };
  return { kind: 'array', written: found.written, array };
}

const outputKinds: readonly Outputs['kind'][] = ['logits', 'probabilities', 'classes'];
