import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Rounds } from '../src/index.ts';

const PAUSE_MS = 100;

describe('work that comes round', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is done after each pause, never twice at once, and goes on after a round that failed', async () => {
    const heard: unknown[] = [];
    const open: (() => void)[] = [];
    let begun = 0;
    const rounds = new Rounds(
      async () => {
        begun += 1;
        if (begun === 1) throw new Error('the first');
        await new Promise<void>((resolve) => open.push(resolve));
      },
      (error) => heard.push(error),
    );
    rounds.begin(() => PAUSE_MS);
    expect(begun).toBe(0);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(heard).toEqual([new Error('the first')]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(begun).toBe(2);
    await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
    expect(begun).toBe(2);
    open[0]?.();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(begun).toBe(3);
  });

  it('is stopped when the round under way has ended, and stays so', async () => {
    let finish = (): void => undefined;
    let begun = 0;
    const rounds = new Rounds(
      () => {
        begun += 1;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
      () => undefined,
    );
    rounds.begin(() => PAUSE_MS);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    let ended = false;
    const stopping = rounds.stop().then(() => {
      ended = true;
    });
    expect(rounds.stopped).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toBe(false);
    finish();
    await stopping;
    rounds.begin(() => PAUSE_MS);
    await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
    expect(begun).toBe(1);
  });
});
