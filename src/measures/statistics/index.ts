import type { RepresentationalMeasure } from '../measure';
import { concentricity } from './concentricity';
import { instanceGraphModularity } from './instance-graph-modularity';
import { intrinsicDimension } from './intrinsic-dimension';
import { magnitude } from './magnitude';
import { neuronGraphModularity } from './neuron-graph-modularity';
import { tolerance } from './tolerance';
import { uniformity } from './uniformity';

/** Survey §3.6: numbers of one representation. */
export const statistics: readonly RepresentationalMeasure[] = [
  intrinsicDimension,
  magnitude,
  concentricity,
  uniformity,
  tolerance,
  instanceGraphModularity,
  neuronGraphModularity,
];
