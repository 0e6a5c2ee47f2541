import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../src/vscode/panel/address';
import { hostValidators, keptState } from '../../../src/vscode/panel/validators';

const accepts = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success;

describe('what the page may say', () => {
  const { events, requests } = hostValidators;

  it('is taken where it has the right shape', () => {
    expect(accepts(events.chooseMeasure, { id: 'cka', params: { debiased: true } })).toBe(true);
    expect(accepts(events.keep, { selection: { result: 0, row: 1, col: 2 }, view: 'table' })).toBe(true);
    expect(accepts(requests.pairDetails, { result: 0, row: 0, col: 0 })).toBe(true);
  });

  it('is refused otherwise', () => {
    expect(accepts(events.chooseMeasure, { id: 'cka', params: { debiased: {} } })).toBe(false);
    expect(accepts(events.exportAs, { format: 'exe' })).toBe(false);
    expect(accepts(requests.pairDetails, { result: -1, row: 0, col: 0 })).toBe(false);
    expect(accepts(requests.pairDetails, { result: 0.5, row: 0, col: 0 })).toBe(false);
    expect(accepts(events.keep, { selection: { result: 'x' } })).toBe(false);
  });
});

describe('the state of a panel after a reload', () => {
  it('survives with its address', () => {
    const request = { operands: ['/a', '/b'], base: '/', measures: [{ id: 'cka' }], mode: 'layers' };
    const state = v.parse(keptState, { address: { kept: 'id', title: 'a', request }, page: { view: 'table' } });
    expect(state.page).toEqual({ view: 'table' });
    expect(readAddress(state.address)).toEqual({ kept: 'id', title: 'a', request });
  });

  it('is nothing where it is damaged', () => {
    expect(readAddress({ kept: 5 })).toEqual({});
    expect(readAddress(null)).toEqual({});
    expect(readAddress({ request: { operands: 'x' } })).toEqual({});
  });
});
