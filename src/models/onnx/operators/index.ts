import { elementwise } from './elementwise';
import { linear } from './linear';
import { shaping } from './shaping';
import { spatial } from './spatial';
import type { Operator } from './types';

/** Every operator that can be run, by its ONNX name; `Constant` is read with the file. */
export const operators: Readonly<Record<string, Operator>> = { ...elementwise, ...linear, ...spatial, ...shaping };
