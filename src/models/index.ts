/* The bundle of models: all that needs TensorFlow.js. Threads load it when they first need it. */
export { trainEncoders } from './contrastive';
export { startTensorflow } from './tensorflow';
