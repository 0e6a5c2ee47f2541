import type { Drilldown } from '../../src/comparison/drilldown/types';
import type { Progress } from '../../src/engine/protocol';
import type { ResultDocument } from '../../src/comparison/document';
import type { Selection } from '../../webview/protocol';
import {
  allUndefinedDocument,
  documentOf,
  emptied,
  familiesDocument,
  hostileName,
  item,
  layersDocument,
  longName,
  modelsDocument,
  outputsDocument,
  pairDocument,
  result,
  statisticsDocument,
  trainingDocument,
  troubledDocument,
} from './documents';
import { layersDetails, layersDrilldown, outputsDetails, outputsDrilldown } from './drilldowns';

interface Scene {
  readonly document: ResultDocument | null;
  readonly view?: string;
  readonly selection?: Selection;
  readonly running?: boolean;
  /** Why there is nothing, or nothing more. */
  readonly failure?: { readonly message: string; readonly source?: boolean };
  readonly progress?: Progress;
  /** What the extension answers for the chosen cell. */
  readonly details?: ResultDocument;
  readonly drilldown?: Drilldown;
}

const many = Array.from({ length: 500 }, (_, index) => `layer.${index}`);

/** Every view of the panel, by name. */
export const scenes: Readonly<Record<string, Scene>> = {
  layers: { document: layersDocument(), selection: { result: 0, row: 1, col: 1 } },
  'layers-distance': { document: layersDocument(), selection: { result: 1, row: 0, col: 0 } },
  'layers-signed': { document: layersDocument(), selection: { result: 2, row: 0, col: 3 } },
  'layers-troubled': { document: troubledDocument(), selection: { result: 0, row: 0, col: 0 } },
  'layers-running': {
    document: emptied(layersDocument()),
    running: true,
    progress: { stage: 'cka: conv1 ↔ fc1', done: 3, of: 48 },
  },
  waiting: { document: null, running: true },
  empty: { document: documentOf('layers', [], [], { problems: [{ path: longName, message: hostileName }] }) },
  damaged: {
    document: null,
    failure: {
      message: 'a.likeness.json was written by a newer Likeness (format 9, this one reads 1): update the extension.',
      source: true,
    },
  },
  'engine-died': { document: troubledDocument(), failure: { message: 'The engine ended twice. Run again to retry.' } },
  'layers-undefined': { document: allUndefinedDocument(), selection: { result: 0, row: 1, col: 2 } },
  'layers-one': { document: layersDocument(['fc1']), selection: { result: 0, row: 0, col: 0 } },
  'layers-500': { document: oneMeasure(layersDocument(many)), selection: { result: 0, row: 250, col: 249 } },
  'layers-names': {
    document: layersDocument([hostileName, longName, 'fc1']),
    selection: { result: 0, row: 0, col: 1 },
  },
  training: { document: trainingDocument(), selection: { result: 2, row: 3, col: 4 } },
  'training-many': { document: trainingDocument(many.slice(0, 40)) },
  models: { document: modelsDocument(), selection: { result: 0, row: 0, col: 3 } },
  'models-many': { document: crowd(), selection: { result: 0, row: 3, col: 17 } },
  'models-families': { document: familiesDocument(), selection: { result: 0, row: 3, col: 6 } },
  outputs: { document: outputsDocument(), selection: { result: 1, row: 0, col: 0 } },
  'outputs-pairs': { document: outputsDocument(), view: 'outputs-matrix', selection: { result: 0, row: 0, col: 1 } },
  pair: { document: pairDocument(), selection: { result: 0 } },
  'pair-instances': { document: pairDocument(), selection: { result: 1 } },
  statistics: { document: statisticsDocument(), selection: { result: 0, row: 1, col: 0 } },
  'drilldown-layers': {
    document: layersDocument(),
    selection: { result: 0, row: 1, col: 1, instance: 20 },
    details: layersDetails(),
    drilldown: layersDrilldown(),
  },
  'drilldown-unlabelled': {
    document: layersDocument([hostileName, longName, 'fc1']),
    selection: { result: 0, row: 0, col: 1 },
    details: layersDetails(),
    drilldown: layersDrilldown({
      labels: null,
      predicted: null,
      images: null,
      ids: Array.from({ length: 80 }, () => hostileName),
      aligned: null,
      alignedReason: 'A representation does not vary over the instances: there is nothing to align.',
    }),
  },
  'drilldown-outputs': {
    document: outputsDocument(),
    view: 'outputs-matrix',
    selection: { result: 0, row: 0, col: 1 },
    details: outputsDetails(),
    drilldown: outputsDrilldown(),
  },
  concord: { document: layersDocument(), view: 'concord', selection: { result: 0, row: 1, col: 2 } },
  'concord-undefined': { document: concordTroubled(), view: 'concord', selection: { result: 0, row: 1, col: 2 } },
  table: { document: troubledDocument(), view: 'table', selection: { result: 0, row: 1, col: 1 } },
};

function oneMeasure(document: ResultDocument): ResultDocument {
  return { ...document, results: document.results.slice(0, 1) };
}

/** Measures of hostile names, one of them the same everywhere. */
function concordTroubled(): ResultDocument {
  const document = layersDocument([hostileName, longName, 'fc1']);
  document.results[1]!.measure = hostileName;
  document.results[2]!.values = document.results[2]!.values.map((row) => row.map(() => 0.5));
  return document;
}

/** Models so many and so near each other that not every name finds room. */
function crowd(): ResultDocument {
  const models = Array.from({ length: 24 }, (_, at) =>
    item(`resnet_width${2 ** (at % 4)}_seed${at}`, 'epoch 30', 'fc1'),
  );
  const alike = (row: number, col: number): number =>
    row === col ? 1 : Number((0.95 - 0.2 * Math.abs((row % 4) - (col % 4)) - 0.002 * ((row + col) % 7)).toFixed(4));
  return documentOf('models', models, [result('cka', models, models, alike, { symmetric: true })]);
}
