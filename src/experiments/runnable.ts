/** Files that hold a model with its layers, not only weights: ONNX, Keras, TensorFlow.js. An `.h5` may still turn out to be bare weights. */
export function isRunnable(path: string): boolean {
  return /(?:\.onnx|\.keras|\.h5|\.hdf5|(?:^|[\\/])model\.json)$/i.test(path) && !/\.weights\.h5$/i.test(path);
}
