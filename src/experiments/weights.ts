import { basename } from 'node:path';
import { FormatError, dumpExtension, withDump } from '../formats';
import type { ArrayHeader } from '../formats';
import { frameworkOf, stemOf } from './checkpoint-files';
import type { Checkpoint } from './checkpoints';
import { hasMoment, momentLabel, readName } from './names';
import type { Facets } from './names';
import type { DatedSnapshot } from './snapshots';
import type { Layer, Layout } from './types';

/*
 * What a checkpoint says: its moment, the order of its parameters, and its weights, which are representations of their own
 * where no activations were saved.
 */

/** Last parts of the names that frameworks give to parameters. */
const parameter =
  /(?:^|[./])(?:weights?|bias|kernel|gamma|beta|running_(?:mean|var)|moving_(?:mean|variance)|num_batches_tracked|in_proj_(?:weight|bias)|(?:weight|bias)_[ih]h_l\d+\w*|recurrent_kernel)(?::0)?$|\/vars\/\d+$/;

/** Whether the arrays of a file are the parameters of a model, and not activations. */
export function areWeights(arrays: readonly Pick<ArrayHeader, 'key'>[]): boolean {
  const named = arrays.filter(({ key }) => key !== null && parameter.test(key)).length;
  return named > 0 && named * 2 >= arrays.length;
}

/** What is known of a checkpoint from inside. */
export interface CheckpointContent {
  readonly facets: Facets;
  /** Parameters in the order of the file. */
  readonly arrays: readonly ArrayHeader[];
  /** Whether that is the order of the network: torch keeps it, safetensors sorts. */
  readonly ordered: boolean;
}

/** Opens a checkpoint for its header; null where it cannot be read. */
export async function readCheckpoint(path: string): Promise<CheckpointContent | null> {
  if (dumpExtension(basename(path)) === null) return null;
  try {
    return await withDump(path, (dump) =>
      Promise.resolve({
        facets: momentInside(dump.metadata),
        arrays: dump.arrays.filter(({ key }) => key === null || !key.startsWith('optimizer')),
        ordered: dump.format === 'PyTorch' || dump.format === 'pickle',
      }),
    );
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

/** `epoch` and `global_step` beside the weights. */
export function momentInside(metadata: Readonly<Record<string, string>>): Facets {
  const number = (...names: readonly string[]): number | undefined => {
    const text = names
      .map((name) => metadata[name])
      .find((value) => value !== undefined && /^\d+(?:\.0)?$/.test(value));
    return text === undefined ? undefined : Number(text);
  };
  const epoch = number('epoch', 'epochs', 'current_epoch');
  const step = number('global_step', 'step', 'iteration', 'iter', 'steps');
  return { ...(epoch !== undefined && { epoch }), ...(step !== undefined && { step }) };
}

/**
 * A checkpoint's weight matrices as a snapshot, labelled as what they are; null where it has none that can be read. Kernels of
 * convolutions are flattened: a row for each output channel.
 */
export async function weightsOf(checkpoint: Checkpoint): Promise<DatedSnapshot | null> {
  const content = await readCheckpoint(checkpoint.path);
  if (!content || !areWeights(content.arrays)) return null;
  const keras = frameworkOf(basename(checkpoint.path)) === 'keras';
  const layers = content.arrays.flatMap((header) => weightLayer(checkpoint.path, header, keras) ?? []);
  if (layers.length === 0) return null;
  const facets = { ...content.facets, ...checkpoint.facets };
  const { epoch, step, tag } = facets;
  const label = `${momentLabel(facets) || stemOf(basename(checkpoint.path))} (weights)`;
  return {
    facets,
    madeFrom: [],
    snapshot: {
      label,
      weights: true,
      ...(epoch !== undefined && { epoch }),
      ...(step !== undefined && { step }),
      ...(tag !== undefined && { tag }),
      path: checkpoint.path,
      checkpoint: checkpoint.path,
      layers,
      outputs: [],
    },
  };
}

/** The weights of a file that no run is known of. */
export async function weightsOfFile(path: string): Promise<DatedSnapshot | null> {
  return weightsOf({ path, facets: readName(stemOf(basename(path)), 'container').facets });
}

const layouts: readonly (Layout | undefined)[] = ['ND', 'NTD', 'NCHW'];

/** Keras keeps the units of a layer in its last axis, so that only its matrices can be turned. */
function weightLayer(path: string, { key, shape, dtype }: ArrayHeader, keras: boolean): Layer | null {
  const matrix = shape.length >= 2 && shape[0]! > 1 && shape.slice(1).reduce((product, side) => product * side, 1) > 0;
  if (key === null || !matrix || !dtype.includes('float') || (keras && shape.length > 2)) return null;
  const layout = keras ? 'DN' : layouts[shape.length - 2];
  return {
    name: key.replace(/^(?:state_dict|model_state_dict|model_weights|model)\//, ''),
    path,
    key,
    shape,
    dtype,
    ...(layout && { layout }),
    ...(shape.length > 2 && { reduction: 'flatten' as const }),
  };
}

/** Checkpoints whose names say no moment are dated by what is inside them. */
export async function datedInside(checkpoints: readonly Checkpoint[], limit: number): Promise<readonly Checkpoint[]> {
  const dated: Checkpoint[] = [];
  let read = 0;
  for (const checkpoint of checkpoints) {
    const { epoch, step } = checkpoint.facets;
    const content =
      epoch === undefined && step === undefined && read++ < limit ? await readCheckpoint(checkpoint.path) : null;
    dated.push(
      content && hasMoment(content.facets)
        ? { ...checkpoint, facets: { ...content.facets, ...checkpoint.facets } }
        : checkpoint,
    );
  }
  return dated;
}

/** Layers in the order of a checkpoint's parameters; empty where that does not place every one of them. */
export async function orderByParameters(
  names: readonly string[],
  checkpoints: readonly Checkpoint[],
): Promise<readonly string[]> {
  if (names.length < 2) return [];
  for (const checkpoint of checkpoints.slice(0, 2)) {
    const content = await readCheckpoint(checkpoint.path);
    if (content?.ordered)
      return layerOrder(
        names,
        content.arrays.flatMap(({ key }) => key ?? []),
      );
  }
  return [];
}

/** A layer is done with its last parameter, a block (`layer1`) after all layers in it (`layer1.0.conv1`). */
export function layerOrder(names: readonly string[], parameters: readonly string[]): readonly string[] {
  const dotted = parameters.map((name) => `.${name.split('/').at(-1)!}.`);
  const places = new Map<string, number>();
  for (const name of names) {
    const bare = name.replace(/[._/](?:output|out|act|activations?)$/, '').replaceAll('/', '.');
    // "conv1" is model.conv1 rather than model.layer1.0.conv1
    const depths = dotted.map((one) => one.indexOf(`.${bare}.`));
    const depth = Math.min(...depths.filter((found) => found >= 0));
    const place = depths.lastIndexOf(depth);
    if (place < 0) return [];
    places.set(name, place);
  }
  return [...names].sort((a, b) => places.get(a)! - places.get(b)! || b.length - a.length);
}
