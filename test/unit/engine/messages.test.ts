import { describe, expect, it } from 'vitest';
import { connect, type Channel } from '../../../src/rpc/rpc';
import { engineValidators, hostValidators } from '../../../src/engine/messages';
import type { EngineVocabulary, HostVocabulary } from '../../../src/engine/protocol';

/** Two ends of a wire that delivers at once. */
function wire(): [Channel & { hear: (message: unknown) => void }, unknown[]] {
  const sent: unknown[] = [];
  let listener: (message: unknown) => void = () => undefined;
  const channel = {
    send: (message: unknown) => void sent.push(message),
    listen: (onMessage: (message: unknown) => void) => {
      listener = onMessage;
      return () => undefined;
    },
    hear: (message: unknown) => listener(message),
  };
  return [channel, sent];
}

const request = { operands: ['a', 'b'], base: '/', measures: [{ id: 'cka' }] };
const options = { engine: 'auto', threads: 0, memory: 0 };

describe('what the engine lets in', () => {
  const answers = async (method: string, params: unknown): Promise<unknown> => {
    const [channel, sent] = wire();
    const nothing = (): never => {
      throw new Error('reached');
    };
    connect<EngineVocabulary, HostVocabulary>(
      channel,
      engineValidators,
      {
        requests: {
          scan: nothing,
          inspect: nothing,
          compare: nothing,
          drilldown: nothing,
          sample: nothing,
          extract: nothing,
          installTensorflow: nothing,
          removeTensorflow: nothing,
          cancel: nothing,
          skip: nothing,
          status: nothing,
        },
        events: {},
      },
      (why) => sent.push({ invalid: why }),
    );
    channel.hear({ rpc: 'request', id: 1, method, params });
    await new Promise(setImmediate);
    return sent[0];
  };

  it('passes what is right on', async () => {
    expect(await answers('compare', { job: 'j', request, options })).toMatchObject({ message: 'reached' });
  });

  it.each([
    ['compare', { request, options }],
    ['compare', { job: 'j', request: { ...request, operands: 'a' }, options }],
    ['compare', { job: 'j', request: { ...request, mode: 'sideways' }, options }],
    ['compare', { job: 'j', request, options: { ...options, threads: -1 } }],
    ['compare', { job: 'j', request, options, known: [{ result: 0, row: 0, col: 0, value: Number.NaN, seconds: 0 }] }],
    ['scan', { root: 7 }],
    ['scan', null],
    ['constructor', {}],
    ['format-the-disk', {}],
  ])('refuses a wrong %s', async (method, params) => {
    expect(await answers(method, params)).toMatchObject({
      rpc: 'refusal',
      id: 1,
      message: expect.not.stringMatching('reached') as string,
    });
  });
});

describe('what the host lets in', () => {
  it.each([
    ['garbage', 'garbage'],
    ['nothing', null],
    [
      'a cell without a place',
      { rpc: 'event', event: 'cells', payload: { job: 'j', cells: [{ value: 1, seconds: 0 }] } },
    ],
    [
      'a value that is NaN',
      {
        rpc: 'event',
        event: 'cells',
        payload: { job: 'j', cells: [{ result: 0, row: 0, col: 0, value: Number.NaN, seconds: 0 }] },
      },
    ],
    [
      'a document without results',
      { rpc: 'event', event: 'planned', payload: { job: 'j', document: { likeness: 1 } } },
    ],
    [
      'a run without snapshots',
      { rpc: 'event', event: 'found', payload: { job: 'j', runs: [{ name: 'a', path: '/a' }] } },
    ],
    ['an unknown event', { rpc: 'event', event: '__proto__', payload: {} }],
  ])('drops %s', (_, message) => {
    const [channel] = wire();
    const invalid: string[] = [];
    const heard: unknown[] = [];
    const hear = (payload: unknown): void => void heard.push(payload);
    connect<HostVocabulary, EngineVocabulary>(
      channel,
      hostValidators,
      { requests: {}, events: { found: hear, planned: hear, cells: hear, progress: hear, started: hear, ready: hear } },
      (why) => invalid.push(why),
    );
    channel.hear(message);
    expect(heard).toEqual([]);
    expect(invalid).toHaveLength(1);
  });
});
