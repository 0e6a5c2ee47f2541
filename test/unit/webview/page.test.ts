import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { moved } from '../../../webview/a11y';
import { sorted, tableText, valueTable } from '../../../webview/charts/table';
import { contentSecurityPolicy, pageHtml, scriptCode, scriptJson } from '../../../webview/html';
import { Store } from '../../../webview/state';
import { pageValidators } from '../../../webview/validators';
import { numberEntered } from '../../../webview/entry';
import { speak, t } from '../../../webview/words';
import {
  catalogue,
  emptied,
  hostileName,
  layersDocument,
  statisticsDocument,
  trainingDocument,
  troubledDocument,
} from '../../webview/documents';

const shown = { title: 'a ↔ b', address: null, catalogue, running: false };

describe('the frame', () => {
  const options = {
    nonce: 'abc+/=',
    title: hostileName,
    scripts: { page: { src: 'https://x/webview.js' }, plotly: { src: 'https://x/plotly.js?"><b>' } },
  };

  test('allows scripts by nonce only', () => {
    const policy = contentSecurityPolicy('N', 'https://csp');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-N';");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|\*/);
  });

  test('puts titles and addresses in as text', () => {
    const html = pageHtml(options);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('"><b>');
    expect(html).not.toContain('likeness-data');
  });

  test('carries data and code that cannot break out of their script elements', () => {
    const code = 'window.x = ["</script>", `<!--<SCRIPT>`, /<\\/script>/.source]';
    const html = pageHtml({
      ...options,
      title: 'r',
      data: { hostileName },
      scripts: { page: { code }, plotly: { code } },
    });
    expect(html.match(/<\/script>/gi)).toHaveLength(3); // data, plotly, page
    expect(html.match(/<script/gi)).toHaveLength(3);
    expect(html).not.toContain('<!--');
    const run = (text: string): unknown => vm.runInNewContext(text, { window: {} });
    expect(run(scriptCode(code))).toEqual(run(code));
    expect(JSON.parse(scriptJson({ hostileName }))).toEqual({ hostileName });
  });
});

describe('the state', () => {
  test('keeps what is chosen, and only what the document has', () => {
    const kept: unknown[] = [];
    const store = new Store((state) => kept.push(state));
    store.show({ ...shown, document: layersDocument() });
    store.select({ result: 1, row: 3, col: 2 });
    store.select({ result: 1, row: 3, col: 2 });
    store.view('table');
    expect(kept).toEqual([
      { selection: { result: 1, row: 3, col: 2 } },
      { selection: { result: 1, row: 3, col: 2 }, view: 'table' },
    ]);
    store.select({ result: 0, row: 99, col: 0 });
    expect(store.model.selection).toEqual({ result: 0 });
  });

  test('keeps the place when the document comes again, and follows where the extension says so', () => {
    const store = new Store(() => undefined);
    store.show({ ...shown, document: layersDocument() });
    store.select({ result: 1, row: 0, col: 1 });
    store.show({ ...shown, document: layersDocument() });
    expect(store.model.selection).toEqual({ result: 1, row: 0, col: 1 });
    store.show({ ...shown, document: layersDocument(), state: { selection: { result: 2 } } });
    expect(store.model.selection).toEqual({ result: 2 });
  });

  test('writes cells into the document as they come', () => {
    const store = new Store(() => undefined);
    store.show({ ...shown, document: emptied(layersDocument()), running: true });
    const before = store.model.version;
    store.cells([{ result: 0, row: 1, col: 2, value: 0.5, seconds: 0.1 }]);
    expect(store.model.document!.results[0]!.values[1]![2]).toBe(0.5);
    expect(store.model.version).toBeGreaterThan(before);
  });

  test('tells apart what streams in and what somebody waits for', () => {
    const store = new Store(() => undefined);
    const told: boolean[] = [];
    store.subscribe((_, streamed) => told.push(streamed));
    store.show({ ...shown, document: emptied(layersDocument()), running: true });
    store.cells([{ result: 0, row: 1, col: 2, value: 0.5, seconds: 0.1 }]); // the first
    store.cells([{ result: 0, row: 2, col: 2, value: 0.6, seconds: 0.1 }]);
    store.progress({ stage: 'cka', done: 2, of: 48 });
    store.select({ result: 1 });
    store.view('table');
    store.cancelling();
    store.finished(layersDocument());
    expect(told).toEqual([false, false, true, true, false, false, false, false]);
  });
});

describe('what the extension sends', () => {
  const { show, cells } = pageValidators.events;
  test('is let in when it is well-formed', () => {
    expect(v.safeParse(show, { ...shown, document: layersDocument() }).success).toBe(true);
    expect(v.safeParse(show, { ...shown, document: null }).success).toBe(true);
  });

  test.each([
    ['a document of a newer version', { ...shown, document: { ...layersDocument(), likeness: 2 } }],
    ['a value that is text', { ...shown, document: { ...layersDocument(), results: [{ values: [['1']] }] } }],
    ['a catalogue that is no list', { ...shown, document: null, catalogue: {} }],
  ])('is refused: %s', (_, message) => {
    expect(v.safeParse(show, message).success).toBe(false);
  });

  test('is refused: a cell at a place that cannot be', () => {
    expect(v.safeParse(cells, [{ result: 0, row: -1, col: 0, value: 1, seconds: 0 }]).success).toBe(false);
  });
});

describe('the table', () => {
  test('has every cell, with its reason', () => {
    const table = valueTable(troubledDocument(), [0]);
    expect(table.rows).toHaveLength(16);
    expect(tableText(table, '\t').split('\n')[1]).toBe(
      'conv1\tconv1\t\tundefined: a constant representation has no similarity structure',
    );
  });

  test('gives each pair once where several results have it', () => {
    const table = valueTable(trainingDocument(['fc1']), [0, 1]);
    expect(table.columns[0]).toBe('Layer');
    expect(table.rows).toHaveLength(15);
  });

  test('of statistics has one name a row', () => {
    expect(valueTable(statisticsDocument(), [0]).rows[1]).toMatchObject({ names: ['conv2'], value: 4.2 });
  });

  test('sorts by value with the missing last, and by name as people count', () => {
    const { rows } = valueTable(troubledDocument(), [0]);
    const values = (descending: boolean): (number | null)[] =>
      sorted(rows, { by: 'value', descending }).map(({ value }) => value);
    expect(values(true)[0]).toBe(0.94);
    expect(values(false)[0]).toBe(0.3373);
    expect(values(false).slice(-6)).toEqual([null, null, null, null, null, null]);
    const named = valueTable(layersDocument(['layer10', 'layer9']), [0]).rows;
    expect(sorted(named, { by: 0, descending: false })[0]!.names[0]).toBe('layer9');
  });

  test('quotes what CSV and spreadsheets would misread, and keeps full precision', () => {
    const document = layersDocument(['=1+1', 'a,"b"']);
    document.results[0]!.values[0]![0] = 0.1234567890123;
    const text = tableText(valueTable(document, [0]), ',');
    expect(text.split('\n')[1]).toBe("'=1+1,'=1+1,0.1234567890123,");
    expect(text).toContain('"a,""b"""');
  });
});

describe('keys in a grid', () => {
  const size = { rows: 20, cols: 3 };
  test.each([
    ['ArrowDown', { row: 6, col: 1 }],
    ['ArrowLeft', { row: 5, col: 0 }],
    ['PageDown', { row: 15, col: 1 }],
    ['End', { row: 5, col: 2 }],
  ])('%s', (key, place) => {
    expect(moved(key, { row: 5, col: 1 }, size)).toEqual(place);
  });

  test('stop at the edges, and others mean nothing', () => {
    expect(moved('ArrowUp', { row: 0, col: 0 }, size)).toEqual({ row: 0, col: 0 });
    expect(moved('End', { row: 0, col: 0 }, size, true)).toEqual({ row: 19, col: 2 });
    expect(moved('x', { row: 0, col: 0 }, size)).toBeNull();
  });
});

describe('a parameter typed in', () => {
  const spec = { type: 'integer', default: 10, min: 1, help: '' } as const;
  test('is taken within its bounds; nothing is the default', () => {
    expect(numberEntered(' 5 ', spec)).toEqual({ value: 5 });
    expect(numberEntered('', spec)).toEqual({ value: 10 });
  });
  test.each(['x', '1.5', '0', 'Infinity'])('is refused with words: %s', (text) => {
    expect(numberEntered(text, spec)).toEqual(expect.any(String));
  });
  test('must be above an open bound', () => {
    expect(numberEntered('0', { type: 'number', default: 1, above: 0, help: '' })).toBe('more than 0');
  });
});

test('words are translated by their English text', () => {
  speak({ 'page {0} of {1}': 'Seite {0} von {1}' });
  expect(t('page {0} of {1}', 2, 3)).toBe('Seite 2 von 3');
  speak(undefined);
  expect(t('page {0} of {1}', 2, 3)).toBe('page 2 of 3');
});
