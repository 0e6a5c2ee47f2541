import { readLabels } from '../experiments';
import { outputRoleOf } from '../experiments/outputs';
import type { Outputs } from '../measures/subject';
import { nameOf, type Participant } from './participant';
import type { OutputKind } from './request';

export interface OutputFacts {
  readonly kinds: ReadonlyMap<Participant, Outputs['kind']>;
  /** How many classes there are; absent where every array tells by its width. */
  readonly classes?: number;
  readonly facts: readonly string[];
}

/** What each participant's numbers are: as asked for, as discovery found, else by their content. */
export async function outputFacts(
  participants: readonly Participant[],
  asked: OutputKind = 'auto',
  labels: Int32Array | null,
): Promise<OutputFacts> {
  const kinds = new Map<Participant, Outputs['kind']>();
  const facts: string[] = [];
  let classes = largest(labels ?? []) + 1;
  for (const participant of participants) {
    const known = asked === 'auto' ? participant.outputKind : asked;
    const kind = known ?? (await kindByContent(participant));
    if (known === undefined) facts.push(`taken for ${kind} by its content: ${nameOf(participant.ref)}`);
    kinds.set(participant, kind);
    const width = kind === 'classes' ? await classCount(participant) : (participant.ref.shape[1] ?? 1);
    classes = Math.max(classes, width);
  }
  const some = [...kinds.values()].includes('classes');
  return { kinds, facts, ...(some && { classes }) };
}

async function kindByContent({ ref }: Participant): Promise<Outputs['kind']> {
  const { path, key = null, shape, dtype } = ref;
  const { role } = await outputRoleOf(path, { key, shape, dtype, order: 'C' }, 'content');
  if (role === 'probabilities' || role === 'classes') return role;
  const vector = shape.slice(1).every((size) => size === 1);
  return vector ? 'classes' : 'logits';
}

/** Of predicted classes; an array that holds no class indices is told so when it is read for comparing. */
async function classCount({ ref }: Participant): Promise<number> {
  const { values } = await readLabels(ref).catch(() => ({ values: [] }));
  return largest(values) + 1;
}

function largest(values: ArrayLike<number>): number {
  let most = -1;
  for (let index = 0; index < values.length; index++) most = Math.max(most, values[index]!);
  return most;
}
