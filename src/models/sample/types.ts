/** What the sample's thread is started with. */
export interface SampleOrder {
  /** An existing folder for the files. */
  readonly folder: string;
  /** Of the first network; the others take the numbers after it. */
  readonly seed: number;
}

/** What it tells. Its death with an error says that it failed. */
export type SampleReport =
  | { readonly kind: 'progress'; readonly stage: string; readonly done: number; readonly of: number }
  | { readonly kind: 'made' };
