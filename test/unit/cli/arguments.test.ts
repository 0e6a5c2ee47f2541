import { describe, expect, it } from 'vitest';
import { compareOptions, compareRequest, engineOptions } from '../../../src/cli/compare-request';
import { bytes, readArguments, wholeNumber } from '../../../src/cli/options';
import { formatNumber, table } from '../../../src/cli/table';

const request = (...args: string[]): ReturnType<typeof compareRequest> => {
  const { values, operands } = readArguments(compareOptions, args, 'compare');
  return compareRequest(operands, values, '/base');
};

describe('the request of a command line', () => {
  it('holds what was given and nothing else', () => {
    expect(request('a.npy', 'b.npy')).toEqual({ operands: ['a.npy', 'b.npy'], base: '/base', measures: [] });
  });

  it('takes every option over', () => {
    const args = ['--mode', 'layers', '--labels', 'y.npy', '--ids', 'i.npy', '--instances', '100', '--seed', '7'];
    const more = ['--layers', 'conv*', '--layer', 'fc1', '--reference', 'first', '--reduce', 'flatten'];
    const last = ['--drop-nan-rows', '--precision', 'float32', '--kind', 'probabilities', '--outputs'];
    expect(request('a', 'b', ...args, ...more, ...last)).toMatchObject({
      mode: 'layers',
      labels: 'y.npy',
      ids: 'i.npy',
      instances: 100,
      seed: 7,
      layers: 'conv*',
      layer: 'fc1',
      reference: 'first',
      reduction: 'flatten',
      dropNanRows: true,
      precision: 'float32',
      outputKind: 'probabilities',
      outputs: true,
    });
  });

  it('reads parameters as their types ask', () => {
    const { measures } = request(
      'a',
      'b',
      '--measure',
      'cka:kernel=rbf,fraction=0.2,debiased=true',
      '--measure',
      'rsa',
    );
    expect(measures).toEqual([
      { id: 'cka', params: { kernel: 'rbf', fraction: 0.2, debiased: true } },
      { id: 'rsa', params: {} },
    ]);
  });

  it('gives a layout to all operands, or to one', () => {
    expect(request('a', 'b', '--layout', 'NHWC', '--layout', 'b=DN')).toMatchObject({
      layout: 'NHWC',
      layoutOf: { b: 'DN' },
    });
    expect(() => request('a', 'b', '--layout', 'c=DN')).toThrow('"c" is not one of the operands');
  });

  it.each([
    [['a', 'b', '--measure', 'ckaa'], 'There is no measure "ckaa". Did you mean "cka"?'],
    [['a', 'b', '--measure', 'cka:kernal=rbf'], 'cka has no parameter "kernal". Did you mean "kernel"?'],
    [['a', 'b', '--measure', 'cka:fraction=-1'], /cka: fraction must be a number above 0.*not -1/],
    [['a', 'b', '--measure', 'cka:rbf'], '"rbf" is not param=value'],
    [['a', 'b', '--mode', 'layer'], '--mode must be one of pair, layers'],
    [['a', 'b', '--instances', '1'], '--instances must be a whole number of at least 2, not "1"'],
    [['a', 'b', '--permutations', '0'], '--permutations must be a whole number of at least 1, not "0"'],
    [['a', 'b', '--shard', '3/2'], '--shard must be I/N with I from 1 to N, such as 3/10, not "3/2"'],
    [['a', 'b', '--colour'], "Unknown option '--colour'. See likeness compare --help."],
    [['a', 'b', '--labels'], /argument missing.* See likeness compare --help\./],
    [[], 'compare needs operands'],
  ])('%j is refused', (args, message) => {
    expect(() => request(...args)).toThrow(message);
    expect(() => request(...args)).toThrow(expect.objectContaining({ name: 'RequestError', usage: true }));
  });

  it('reads the options of the engine', () => {
    expect(engineOptions({})).toEqual({ engine: 'auto', threads: 0, memory: 0 });
    expect(engineOptions({ engine: 'wasm', threads: '2', memory: '1.5GB' })).toEqual({
      engine: 'wasm',
      threads: 2,
      memory: 1.5 * 2 ** 30,
    });
  });
});

describe('numbers of options', () => {
  it.each([
    ['1000', 1000],
    ['64KB', 65536],
    ['512 MB', 512 * 2 ** 20],
    ['2g', 2 ** 31],
  ])('%s is a size in bytes', (text, size) => expect(bytes('memory', text)).toBe(size));

  it.each(['', '0', '-1', 'much', '1TB'])('"%s" is no size', (text) => {
    expect(() => bytes('memory', text)).toThrow('--memory must be a size');
  });

  it.each(['-1', '1.5', 'x', ''])('"%s" is no whole number', (text) => {
    expect(() => wholeNumber('seed', text, 0)).toThrow('--seed must be a whole number');
  });
});

describe('tables', () => {
  it('are aligned and have no trailing spaces', () => {
    expect(
      table(
        ['id', 'n'],
        [
          ['a', '1'],
          ['long', '20'],
        ],
        ['left', 'right'],
      ),
    ).toBe(['id     n', '────  ──', 'a      1', 'long  20'].join('\n'));
  });

  it.each([
    [0.123456789, '0.123457'],
    [1, '1'],
    [null, '–'],
    [1e-9, '1.0000e-9'],
    [-0.5, '-0.5'],
  ])('write %d as %s', (value, text) => expect(formatNumber(value)).toBe(text));
});
