import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDigits, type Digits } from './digits';
import { accuracyOf, SampleNetwork } from './network';
import { writeNpy } from '../npy';
import { describeExperiment } from './readme';

const defaultEpochs: readonly number[] = [0, 1, 3, 8, 20];

/** The networks: each with a seed of its own, the last one twice as wide. */
export function networksFrom(
  seed: number,
): readonly { readonly name: string; readonly seed: number; readonly width: number }[] {
  return [
    { name: `cnn_seed${seed}`, seed, width: 6 },
    { name: `cnn_seed${seed + 1}`, seed: seed + 1, width: 6 },
    { name: `cnn_wide_seed${seed + 2}`, seed: seed + 2, width: 12 },
  ];
}

export interface SampleSettings {
  /** An existing folder for the files. */
  readonly folder: string;
  readonly seed: number;
  readonly images: string;
  readonly labels: string;
  /** After which a snapshot is taken, ascending; 0 is the untrained network. */
  readonly epochs?: readonly number[];
}

/**
 * Trains the sample networks and writes their experiment. TensorFlow.js must have been started.
 * `report` hears how many epochs of all are done.
 */
export async function makeExperiment(
  { folder, seed, images, labels, epochs = defaultEpochs }: SampleSettings,
  report: (stage: string, done: number, of: number) => void,
): Promise<void> {
  const { training, heldOut } = await readDigits(images, labels);
  const n = heldOut.labels.length;
  await writeNpy(join(folder, 'labels.npy'), heldOut.labels, [n]);
  await writeNpy(join(folder, 'ids.npy'), heldOut.ids, [n]);
  await writeNpy(join(folder, 'images.npy'), heldOut.images, [n, 8, 8, 1]);

  const networks = networksFrom(seed);
  const last = epochs.at(-1)!;
  const accuracy: Record<string, Record<string, number>> = {};
  for (const [index, { name, seed: own, width }] of networks.entries()) {
    const network = new SampleNetwork(own, width);
    const run = join(folder, 'runs', name);
    const reached: Record<string, number> = {};
    for (let epoch = 0; epoch <= last; epoch++) {
      report(`Training ${name}: epoch ${epoch} of ${last}`, index * last + epoch, networks.length * last);
      if (epoch > 0) network.trainEpoch(training);
      if (epochs.includes(epoch)) reached[snapshotName(epoch)] = await writeSnapshot(run, epoch, network, heldOut);
    }
    accuracy[name] = reached;
    network.dispose();
  }
  await writeFile(join(folder, 'accuracy.json'), `${JSON.stringify(accuracy, undefined, 1)}\n`);
  await writeFile(join(folder, 'README.md'), describeExperiment(networks, epochs, accuracy));
}

function snapshotName(epoch: number): string {
  return `epoch_${String(epoch).padStart(2, '0')}`;
}

/** Returns the accuracy on the images looked at. */
async function writeSnapshot(run: string, epoch: number, network: SampleNetwork, digits: Digits): Promise<number> {
  const dumps = join(run, snapshotName(epoch));
  const checkpoint = join(run, 'checkpoints', snapshotName(epoch));
  await mkdir(dumps, { recursive: true });
  await mkdir(checkpoint, { recursive: true });
  const activations = network.look(digits);
  for (const { layer, shape, data } of activations) await writeNpy(join(dumps, `${layer}.npy`), data, shape);
  const { json, weights } = await network.save();
  await writeFile(join(checkpoint, 'model.json'), json);
  await writeFile(join(checkpoint, 'weights.bin'), weights);
  return accuracyOf(activations.at(-1)!, digits);
}
