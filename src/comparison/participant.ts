import type { ArrayRef, Layout, Output, Reduction, Run, Snapshot } from '../experiments/types';
import type { Outputs } from '../measures/subject';
import type { ComparisonRequest } from './request';

/** An array that takes part in a comparison, and where it comes from. */
export interface Participant {
  readonly ref: ArrayRef;
  /** The layer's name, or the name of the outputs. */
  readonly name: string;
  readonly run?: string;
  readonly snapshot?: Snapshot;
  readonly layout: Layout | 'auto';
  readonly reduction: Reduction;
  /** For outputs: what discovery took them for. */
  readonly outputKind?: Outputs['kind'];
  /** What discovery found for its instances. */
  readonly companions: Companions;
}

/** Arrays that tell about the instances of others. */
export interface Companions {
  readonly ids?: Output;
  readonly labels?: Output;
  /** Ids that lie beside the labels, and so tell which instances they are of. */
  readonly labelIds?: Output;
  /** Which tokens count. */
  readonly mask?: Output;
  /** What the instances look like. */
  readonly inputs?: Output;
  /** Ids that lie beside the inputs. */
  readonly inputIds?: Output;
}

/** What one operand stands for. */
export type Operand =
  | { readonly kind: 'array'; readonly written: string; readonly array: Participant }
  | (Found & { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly run?: Run })
  | (Found & { readonly kind: 'run'; readonly run: Run });

interface Found {
  /** The operand as written. */
  readonly written: string;
  /** Labels and ids that hold for several runs. */
  readonly shared: readonly Output[];
}

/** `path` or `path::key`: how operands and messages name an array. */
export function nameOf({ path, key }: Pick<ArrayRef, 'path' | 'key'>): string {
  return key === undefined ? path : `${path}::${key}`;
}

/** Those of the snapshot, else those shared by the experiment. */
export function findCompanions(own: readonly Output[], shared: readonly Output[]): Companions {
  const find = (list: readonly Output[], role: Output['role']): Output | undefined =>
    list.find((output) => output.role === role);
  const ownLabels = find(own, 'labels');
  const ownInputs = find(own, 'inputs');
  return {
    ids: find(own, 'ids') ?? find(shared, 'ids'),
    labels: ownLabels ?? find(shared, 'labels'),
    labelIds: find(ownLabels ? own : shared, 'ids'),
    mask: find(own, 'mask') ?? find(shared, 'mask'),
    inputs: ownInputs ?? find(shared, 'inputs'),
    inputIds: find(ownInputs ? own : shared, 'ids'),
  };
}

/** What a manifest says of an array. */
export interface HowToRead {
  readonly layout?: Layout;
  readonly reduction?: Reduction;
}

/** The request's wish for an operand, else what the manifest says, else the defaults. */
export function howToRead(
  request: Pick<ComparisonRequest, 'layout' | 'layoutOf' | 'reduction'>,
  written: string,
  declared: HowToRead,
): Pick<Participant, 'layout' | 'reduction'> {
  const wished = request.layout === 'auto' ? undefined : request.layout;
  return {
    layout: request.layoutOf?.[written] ?? wished ?? declared.layout ?? 'auto',
    reduction: request.reduction ?? declared.reduction ?? 'mean',
  };
}
