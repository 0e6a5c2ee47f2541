/**
 * Endings of the files whose changes are heard of: those of every format that is read. Not `.txt`, which logs have too, nor the
 * chunks of zarr folders: what changes there is found when the roots are looked at again.
 */
export const watchedExtensions: readonly string[] = [
  ...['.npy', '.npz', '.safetensors', '.pt', '.pth', '.ckpt', '.bin', '.pkl', '.pickle', '.h5', '.hdf5', '.hdf'],
  ...['.keras', '.mat', '.msgpack', '.parquet', '.arrow', '.feather', '.csv', '.tsv'],
];
