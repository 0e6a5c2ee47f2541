import type { Output } from './types';

/*
 * What the names of files, folders and keys say: which moment of a training, which role, in which order.
 */

/** Where in a training something stands. */
export interface Facets {
  readonly seed?: number;
  readonly fold?: number;
  readonly version?: number;
  readonly epoch?: number;
  readonly step?: number;
  readonly tag?: Tag;
}

export type Tag = 'init' | 'last' | 'best' | 'final';

/** What a name says, and what is left of it. */
export interface NameReading {
  readonly facets: Facets;
  /** The name without what was understood: "layer1" of "layer1_epoch_10"; empty where nothing is left. */
  readonly rest: string;
}

/**
 * What stands behind the name decides how much may be concluded from it: a single array's name is mostly its layer
 * ("e1", "final_norm", "3" are layers), a folder's or container's is mostly its moment.
 */
export type NameOf = 'folder' | 'container' | 'array';

type Numbered = Exclude<keyof Facets, 'tag'>;

/** Words before a number, longest first. */
const words: readonly (readonly [Numbered, string])[] = [
  ['epoch', 'epochs?|ep'],
  ['step', 'global_?step|steps?|iter(?:ation)?s?|checkpoint|ckpt'],
  ['seed', 'random_?seed|seed'],
  ['fold', 'fold'],
  ['version', 'version'],
];
/** Single letters stand for a moment only where no layer is named. */
const letters: readonly (readonly [Numbered, string])[] = [
  ['epoch', 'e'],
  ['seed', 's'],
];

const START = String.raw`(?<![A-Za-z0-9])`;
const numbered = (list: typeof words, gap: string): readonly (readonly [Numbered, RegExp])[] =>
  list.map(([facet, word]) => [
    facet,
    new RegExp(`${START}(?:${word})${gap}(\\d+)(k|m)?(?=$|[^A-Za-z0-9.]|\\.(?!\\d))`, 'i'),
  ]);

const wordPatterns = numbered(words, '[-_ .]?');
const letterPatterns = numbered(letters, '');
const arrayPatterns = wordPatterns.filter(([facet]) => facet !== 'version');
/** Joined without a separator: "epoch3step100". */
const joinedPattern = /(?<![A-Za-z0-9])(epoch|ep)[-_]?(\d+)[-_]?(?=(?:step|iter)[-_]?\d)/i;
const tagPattern = new RegExp(`${START}(best|last|final|init|initial|initialization|latest)(?![A-Za-z0-9])`, 'i');
const keyValue = /(?<![A-Za-z0-9])([A-Za-z][\w.]*?)=([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?|[^-_,=\s]*)/gi;

const metric = /(?:loss|acc|accuracy|error|err|f1|auc|score|ppl|perplexity|metric|reward|mse|mae|map|iou|bleu)\d*$/i;
const KEPT_DASH = '\u0001';

const tags: Readonly<Record<string, Tag>> = {
  best: 'best',
  last: 'last',
  latest: 'last',
  final: 'final',
  init: 'init',
  initial: 'init',
  initialization: 'init',
};

/** Readings made already: the same names come again in every run. */
const readings = new Map<string, NameReading>();
const MAX_READINGS = 20_000;

/** Reads a name without its extension. */
export function readName(name: string, of: NameOf): NameReading {
  const key = `${of} ${name}`;
  let reading = readings.get(key);
  if (!reading) {
    if (readings.size >= MAX_READINGS) readings.clear();
    reading = takeApart(name, of);
    readings.set(key, reading);
  }
  return reading;
}

function takeApart(name: string, of: NameOf): NameReading {
  const facets: { -readonly [K in keyof Facets]: Facets[K] } = {};
  let rest = name;
  const take = (facet: Numbered, digits: string, unit = ''): void => {
    facets[facet] ??= Number(digits) * (/k/i.test(unit) ? 1000 : /m/i.test(unit) ? 1_000_000 : 1);
  };
  // k=v first: or the e-3 of lr=1e-3 would be an epoch
  rest = rest.replace(keyValue, (whole, key: string, value: string) => {
    const facet = facetOf(key);
    if (facet && /^\d+$/.test(value)) {
      take(facet, value);
      return '';
    }
    // "lr=1e-3" tells runs apart and is kept as one word; "val_loss=0.12" is another in every snapshot
    return metric.test(key) ? '' : whole.replaceAll('-', KEPT_DASH);
  });
  rest = rest.replace(joinedPattern, (_, __, digits: string) => {
    take('epoch', digits);
    return '';
  });
  for (const [facet, pattern] of of === 'array' ? arrayPatterns : [...wordPatterns, ...letterPatterns]) {
    rest = rest.replace(pattern, (_, digits: string, unit?: string) => {
      take(facet, digits, unit);
      return '';
    });
  }
  rest = tidy(rest);
  const tag = tagPattern.exec(rest);
  if (tag) {
    const without = tidy(rest.replace(tagPattern, ''));
    // "best", "model_best", "features_final" — but "final_norm" and "last_hidden_state" are layers
    if (without === '' || isGeneric(without) || (of !== 'array' && modelWords.test(without))) {
      facets.tag = tags[tag[1]!.toLowerCase()];
      rest = without;
    }
  }
  if (/^\d+$/.test(rest) && Object.keys(facets).length === 0 && (of !== 'array' || rest.length >= 4)) {
    facets.step = Number(rest);
    rest = '';
  }
  if (of !== 'array' && modelWords.test(rest)) rest = '';
  return { facets, rest: rest.replaceAll(KEPT_DASH, '-') };
}

function facetOf(key: string): Numbered | undefined {
  const last = key.split(/[_.]/).at(-1)!;
  const found = [...words, ...letters].find(([, word]) => new RegExp(`^(?:${word})$`, 'i').test(key));
  return (found ?? words.find(([, word]) => new RegExp(`^(?:${word})$`, 'i').test(last)))?.[0];
}

/** Words that say "this is a model at some moment", no more. */
const modelWords = /^(?:model|checkpoint|ckpt|weights|state|snapshot|net|network|epoch|step)s?$/i;

function tidy(text: string): string {
  return text.replace(/^[-_.,\s]+|[-_.,\s]+$/g, '').replace(/[-_]{3,}|-_|_-|,,/g, '_');
}

export function hasMoment({ epoch, step, tag }: Facets): boolean {
  return epoch !== undefined || step !== undefined || tag !== undefined;
}

/** Of several readings, outermost first: the deepest wins. */
export function mergeFacets(readings: readonly Facets[]): Facets {
  return Object.assign({}, ...readings) as Facets;
}

const genericNames = new Set(
  'representation representations feats feat features feature arr_0 activations activation acts embeddings embedding data array'.split(
    ' ',
  ),
);

/** A name that says nothing of the layer: a lone array of that name is called after its file. */
export function isGeneric(name: string): boolean {
  return genericNames.has(name.toLowerCase());
}

const collectionNames = new Set(
  'activations acts features feats embeddings representations reps outputs predictions preds logits dumps hidden_states layers'.split(
    ' ',
  ),
);

/** A folder that only collects dumps of the run or snapshot above it. */
export function isCollection(folder: string): boolean {
  return collectionNames.has(folder.toLowerCase());
}

export type OutputRole = Output['role'];

/** `content`: outputs of which only the content tells whether they are logits, probabilities or classes. */
const roleNames: readonly (readonly [OutputRole | 'content', readonly string[]])[] = [
  ['labels', ['labels', 'label', 'targets', 'target', 'y', 'y_true', 'groundtruth', 'ground_truth', 'gt']],
  ['logits', ['logits', 'logit']],
  ['probabilities', ['probs', 'prob', 'probabilities', 'proba', 'softmax']],
  ['content', ['preds', 'pred', 'predictions', 'prediction', 'output', 'outputs', 'y_pred', 'y_hat']],
  ['ids', ['ids', 'id', 'file_names', 'filenames', 'instance_ids', 'sample_ids', 'image_ids', 'example_ids', 'uids']],
  ['inputs', ['inputs', 'input', 'images', 'input_ids']],
  ['mask', ['mask', 'masks', 'attention_mask']],
];
const roles = new Map(roleNames.flatMap(([role, names]) => names.map((name) => [name, role] as const)));
const split = '(?:train|training|test|val|valid|validation|eval|dev)';
const aroundSplit = new RegExp(`^${split}[-_]|[-_]${split}$`);

/** The role a whole name gives ("layer4.1.bn2.output" and "output_layer" give none: they are layers). */
export function readRole(name: string): OutputRole | 'content' | null {
  const last = name.toLowerCase().split(/\/|__/).at(-1)!;
  const bare = last.replace(aroundSplit, '');
  if (/_(?:groundtruth|ground_truth)$/.test(bare)) return 'labels';
  return roles.get(last) ?? roles.get(bare) ?? null;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Natural order: layer2 before layer10. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

const tagOrder: readonly (Tag | undefined)[] = ['init', undefined, 'last', 'best', 'final'];

/** Order in time: by seed, fold, epoch, step; "init" first, "last", "best", "final" last. */
export function compareMoments(a: Facets, b: Facets): number {
  const rank = (facets: Facets): number => tagOrder.indexOf(facets.tag);
  const bySeed = (a.seed ?? -1) - (b.seed ?? -1) || (a.fold ?? -1) - (b.fold ?? -1);
  if (bySeed !== 0) return bySeed;
  const untimed = (facets: Facets): boolean => facets.epoch === undefined && facets.step === undefined;
  if (untimed(a) || untimed(b)) {
    // a tag alone: init before all numbers, the others after
    const place = (facets: Facets): number => (untimed(facets) ? (facets.tag === 'init' ? -1 : 1) : 0);
    return place(a) - place(b) || rank(a) - rank(b);
  }
  return (a.epoch ?? -1) - (b.epoch ?? -1) || (a.step ?? -1) - (b.step ?? -1) || rank(a) - rank(b);
}

/** "epoch 10", "epoch 3, step 100", "best": what a person calls the moment; empty where there is none. */
export function momentLabel({ epoch, step, tag }: Facets): string {
  const parts: string[] = [];
  if (epoch !== undefined) parts.push(`epoch ${epoch}`);
  if (step !== undefined) parts.push(`step ${step}`);
  if (tag !== undefined) parts.push(tag);
  return parts.join(', ');
}
