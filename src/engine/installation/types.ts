/** Where TensorFlow is to be installed, and out of what. */
export interface Installation {
  readonly folder: string;
  /** A folder that was filled on another machine; absent: the network. */
  readonly from?: string;
}

export interface Installed {
  /** Of TensorFlow. */
  readonly version: string;
  /** Where it came from, in words. */
  readonly source: string;
}
