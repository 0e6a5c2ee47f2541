import vm from 'node:vm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { earlyScript, takeOver } from '../../../webview/early';

type Hear = (event: { data: unknown }) => void;

let hearing: Set<Hear>;
let posted: unknown[];
const arrive = (data: unknown): void => hearing.forEach((hear) => hear({ data }));

beforeEach(() => {
  hearing = new Set();
  posted = [];
  vi.stubGlobal('addEventListener', (_: 'message', hear: Hear) => hearing.add(hear));
  vi.stubGlobal('removeEventListener', (_: 'message', hear: Hear) => hearing.delete(hear));
  vi.stubGlobal('acquireVsCodeApi', () => ({ postMessage: (message: unknown) => posted.push(message) }));
  vi.stubGlobal('likenessEarly', undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('asks before the code is there, and hands over in order what came meanwhile', async () => {
  vm.runInThisContext(earlyScript);
  expect(posted).toEqual([{ rpc: 'event', event: 'ready', payload: null }]);
  arrive(1);
  arrive(2);
  const heard: unknown[] = [];
  const stop = takeOver()!.channel.listen((message) => heard.push(message));
  expect(heard).toEqual([]); // whoever listens is still being made
  await Promise.resolve();
  arrive(3);
  expect(heard).toEqual([1, 2, 3]);
  stop();
  expect(hearing.size).toBe(0);
});

it('finds nobody behind a report', () => {
  expect(takeOver()).toBeUndefined();
});
