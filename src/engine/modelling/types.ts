import type { Extraction } from '../../models/extract';
import type { SampleSettings } from '../../models/sample/experiment';

/** What the modelling thread is started with: work that has TensorFlow.js loaded and may be ended at any moment. */
export type ModellingOrder =
  | { readonly kind: 'sample'; readonly settings: Pick<SampleSettings, 'folder' | 'seed'> }
  | { readonly kind: 'extract'; readonly extraction: Extraction };

/** What it tells. Its death with an error says that it failed. */
export type ModellingReport =
  | { readonly kind: 'progress'; readonly stage: string; readonly done: number; readonly of: number }
  | { readonly kind: 'failed'; readonly message: string }
  /** Names of the files written, where that is not fixed. */
  | { readonly kind: 'done'; readonly files: readonly string[] };
