import { dumpExtensions } from '../formats';
import { isCollection, isGeneric, readName, readRole } from './names';

/*
 * Files that hold a model, told from files that hold activations by their names alone.
 */

/** Always a model. */
const modelExtensions = ['.ckpt', '.keras', '.weights.h5', '.onnx', '.pdparams', '.tflite'];
/** A model or a dump. */
const eitherExtensions = ['.pt', '.pth', '.bin', '.pkl', '.h5', '.hdf5', '.safetensors', '.msgpack'];
/** What trainers write beside a model. */
const notAModel =
  /^(?:optimizer|optim|scheduler|scaler|training_args|rng_state.*|random_states.*|trainer_state|tokenizer.*|vocab.*|config)\.[a-z]+$/i;
const modelFolder = /^(?:checkpoints?|ckpts?|weights|saved_models?|(?:checkpoint|ckpt)[-_]\d+)$/i;
const modelStem =
  /^(?:pytorch_model|model|adapter_model|diffusion_pytorch_model|tf_model|flax_model|consolidated|state_dict|.*_state_dict|weights|.*_weights|(?:model|checkpoint|ckpt)[-_.]?\w*)(?:-\d+-of-\d+)?$/i;

/** Names of activations, though the rest of the name may be a model's: `model_features.pt`. */
const activations =
  /(?:^|[-_.])(?:acts?|activations?|feats?|features?|embeddings?|reps?|representations?|hidden(?:_states)?|logits|outputs?|preds?|predictions?|dumps?)(?:$|[-_.])/i;

export type FileKind = 'checkpoint' | 'either' | 'other';

/** What a file may be, by its name and its folder's. */
export function fileKind(name: string, folder: string): FileKind {
  const lower = name.toLowerCase();
  if (notAModel.test(lower)) return 'other';
  if (lower === 'model.json') return 'checkpoint';
  if (modelExtensions.some((extension) => lower.endsWith(extension))) return 'checkpoint';
  const extension = eitherExtensions.find((one) => lower.endsWith(one));
  if (extension === undefined) return 'other';
  const stem = name.slice(0, -extension.length);
  if (activations.test(stem)) return 'either';
  return modelFolder.test(folder) || modelStem.test(stem) ? 'checkpoint' : 'either';
}

/** What trainers write beside a model: never a model or a dump. */
export function isTrainerFile(name: string): boolean {
  return notAModel.test(name);
}

/** Tables and lists are dumps where a name says so; most (`requirements.txt`, `metrics.csv`) are something else. */
export function isOtherText(name: string, folder: string): boolean {
  const text = /^(.*)\.(?:csv|tsv|txt)$/i.exec(name);
  if (!text) return false;
  const { rest } = readName(text[1]!, 'container');
  return !(readRole(rest) !== null || isGeneric(rest) || isCollection(folder) || activations.test(text[1]!));
}

/** Longest first: `.weights.h5` before `.h5`. */
const allExtensions = [...new Set([...modelExtensions, ...eitherExtensions, ...dumpExtensions])].sort(
  (a, b) => b.length - a.length,
);

/** A file's name without the extension of a model or dump. */
export function stemOf(name: string): string {
  const lower = name.toLowerCase();
  const extension = allExtensions.find((one) => lower.endsWith(one));
  return extension === undefined ? name : name.slice(0, -extension.length);
}

/** A folder for models only: its name says nothing of a run. */
export function isModelFolder(name: string): boolean {
  return /^(?:checkpoints?|ckpts?|weights|saved_models?)$/i.test(name);
}

/** The framework that wrote a model, by the file's name; null where several do. */
export function frameworkOf(name: string): 'torch' | 'keras' | null {
  const lower = name.toLowerCase();
  if (/\.(?:pt|pth|ckpt|bin)$/.test(lower)) return 'torch';
  if (lower === 'model.json' || /\.(?:keras|h5|hdf5)$/.test(lower)) return 'keras';
  return null;
}
