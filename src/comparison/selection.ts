import { factsWith, fillParameters, findMeasure, measures, type CatalogueEntry } from '../measures/catalogue';
import { ParameterError, UnknownMeasureError } from '../measures/errors';
import type { Need } from '../measures/measure';
import type { Parameters } from '../measures/parameters';
import { RequestError, type MeasureRequest, type Mode } from './request';

/** A measure of the request with its full parameters, and why it cannot be computed here, if so. */
export interface ChosenMeasure {
  /** The facts as they are under these parameters. */
  readonly facts: CatalogueEntry;
  readonly params: Parameters;
  /** The same with the text of files in place of their paths, where there are any: what the measure gets. */
  readonly contents?: Parameters;
  readonly arity: 'pair' | 'group' | 'statistic';
  readonly unmet?: string;
}

/** What the comparison has to offer. */
export interface Offer {
  readonly subject: 'representation' | 'outputs';
  readonly mode: Mode;
  readonly items: number;
  readonly labels: boolean;
  /** Why no model itself can be asked, where none can. */
  readonly noModel?: string;
}

/**
 * The measures to compute. `all` stands for every one that applies to what is compared; a measure asked for by name must.
 * One whose needs aren't met is kept, with the reason. Throws a `RequestError`.
 */
export function chooseMeasures(requests: readonly MeasureRequest[], offer: Offer): ChosenMeasure[] {
  const wanted = requests.length > 0 ? requests : [{ id: defaultMeasure(offer) }];
  const chosen = wanted.flatMap(({ id, params }) => {
    if (id !== 'all') return [choose(id, params, offer)];
    if (params && Object.keys(params).length > 0) {
      throw new RequestError('"all" takes no parameters: name the measure whose parameters you want to set.', true);
    }
    return measures.filter((measure) => misfit(measure, offer) === undefined).map(({ id }) => choose(id, {}, offer));
  });
  const seen = new Set<string>();
  return chosen.filter(({ facts, params }) => {
    const key = `${facts.id} ${JSON.stringify(params)}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What is computed when nothing is asked for. */
function defaultMeasure({ subject, mode }: Offer): string {
  if (mode === 'statistics') return 'all';
  return subject === 'outputs' ? 'disagreement' : 'cka';
}

function choose(id: string, given: Parameters | undefined, offer: Offer): ChosenMeasure {
  try {
    const measure = findMeasure(id);
    const reason = misfit(measure, offer);
    if (reason !== undefined) throw new RequestError(reason, true);
    const params = fillParameters(measure, given);
    const arity = measure.arity === 'statistic' && params.variance === true ? 'group' : measure.arity;
    const unmet = measure.needs.map((need) => unmetNeed(need, offer)).find((reason) => reason !== undefined);
    return { facts: factsWith<CatalogueEntry>(measure, params), params, arity, unmet };
  } catch (error) {
    if (error instanceof UnknownMeasureError || error instanceof ParameterError) {
      throw new RequestError(error.message, true, { cause: error });
    }
    throw error;
  }
}

/** Why a measure has no meaning for these operands. */
function misfit(measure: CatalogueEntry, { subject, mode }: Offer): string | undefined {
  if (measure.subject !== subject) {
    return measure.subject === 'outputs'
      ? `${measure.id} compares model outputs, not representations: ask for outputs (--outputs).`
      : `${measure.id} compares representations, not model outputs: leave --outputs out.`;
  }
  if (mode === 'statistics' && measure.arity !== 'statistic') {
    return `${measure.id} compares two representations; to describe one, choose a statistic, or give a second operand.`;
  }
  return undefined;
}

function unmetNeed(need: Need, offer: Offer): string | undefined {
  switch (need) {
    case 'labels':
      return offer.labels
        ? undefined
        : 'Needs labels (the ground truth), and none were given or found (--labels FILE).';
    case 'group':
      return offer.items >= 2 ? undefined : 'Needs two or more models.';
    case 'live-model':
    case 'white-box':
      return offer.noModel;
    case 'equal-width':
      return undefined; // the narrower side is padded
  }
}
