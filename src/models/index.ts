/* The bundle of models: all that needs TensorFlow.js. Threads load it when they first need it. */
export { trainEncoders } from './contrastive';
export { extractActivations } from './extract';
export { openLive } from './live-files';
export { makeExperiment } from './sample/experiment';
export { startTensorflow } from './tensorflow';
