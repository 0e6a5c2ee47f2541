import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace } from '../../../webview/pace';

const FRAME_MS = 16;

describe('the pace of drawing', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('requestAnimationFrame', (frame: () => void) => setTimeout(frame, FRAME_MS));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  const drawingFor = (ms: number): { pace: Pace; drawn: () => number } => {
    let drawn = 0;
    const pace = new Pace(() => {
      drawn++;
      return new Promise((resolve) => setTimeout(resolve, ms));
    });
    return { pace, drawn: () => drawn };
  };

  it('draws once in the next frame, however often it is asked', async () => {
    const { pace, drawn } = drawingFor(0);
    for (let asked = 0; asked < 5; asked++) pace.soon();
    expect(drawn()).toBe(0);
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(drawn()).toBe(1);
  });

  it('rests while news stream in, and never misses the last of them', async () => {
    const { pace, drawn } = drawingFor(100);
    for (let now = 0; now < 5000; now += 20) {
      pace.soon();
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(drawn()).toBeGreaterThan(3);
    expect(drawn()).toBeLessThan(8);
    const before = drawn();
    pace.soon();
    await vi.advanceTimersByTimeAsync(3000);
    expect(drawn()).toBe(before + 1);
  });

  it('shows news a few times a second at most, however little there is to draw', async () => {
    const { pace, drawn } = drawingFor(0);
    for (let now = 0; now < 5000; now += 20) {
      pace.soon();
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(drawn()).toBeGreaterThan(10);
    expect(drawn()).toBeLessThan(22);
  });

  it('answers at once after a rest', async () => {
    const { pace, drawn } = drawingFor(100);
    pace.soon();
    await vi.advanceTimersByTimeAsync(5000);
    pace.soon();
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(drawn()).toBe(2);
  });

  it.each([
    ['rests', 200],
    ['draws', 50],
  ])('answers whoever waits in the next frame, while it %s too', async (_, into) => {
    const { pace, drawn } = drawingFor(100);
    pace.soon();
    await vi.advanceTimersByTimeAsync(into);
    pace.soon();
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(drawn()).toBe(1);
    pace.now();
    pace.now();
    await vi.advanceTimersByTimeAsync(FRAME_MS);
    expect(drawn()).toBe(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(drawn()).toBe(2); // what was asked for before was drawn with it
  });
});
