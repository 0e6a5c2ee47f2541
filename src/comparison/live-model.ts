import type { ModelPlace } from '../measures/live';
import { isRunnable } from '../experiments/runnable';
import { nameOf, type Participant } from './participant';

/** The model that gave these outputs, and what it was given; else why it cannot be asked, as a sentence. */
export function liveModelOf({
  ref,
  snapshot,
  companions,
}: Participant): (Omit<ModelPlace, 'rows'> & { readonly missing?: never }) | { readonly missing: string } {
  const checkpoint = snapshot?.liveModel ?? snapshot?.checkpoint;
  if (checkpoint === undefined) {
    return { missing: `Needs the models themselves, and no checkpoint belongs to ${nameOf(ref)}.` };
  }
  if (!isRunnable(checkpoint)) {
    return {
      missing: `Needs the models themselves, and ${checkpoint} cannot be run here: export it to ONNX beside it.`,
    };
  }
  const { inputs } = companions;
  if (!inputs) {
    return {
      missing: `Needs the inputs of the models, and none were found for ${nameOf(ref)}: save them as inputs.npy.`,
    };
  }
  if (inputs.shape[0] !== ref.shape[0]) {
    return {
      missing: `${nameOf(inputs)} has ${inputs.shape[0]} inputs for the ${ref.shape[0]} rows of ${nameOf(ref)}.`,
    };
  }
  const { path, key, parts } = inputs;
  return { path: checkpoint, inputs: { path, ...(key !== undefined && { key }), ...(parts && { parts }) } };
}
