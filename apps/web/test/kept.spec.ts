import { CallError } from '@shop/service/plain';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Kept } from '../src/server/kept.ts';

const away = () => Promise.reject(new CallError(503, 'service_unavailable'));
const never = () => new Promise<string>(() => undefined);

const PATIENCE_MS = 500;

describe('what a page reads of everybody’s', () => {
  afterEach(() => vi.useRealTimers());

  it('is new whenever it can be had', async () => {
    const kept = new Kept();
    expect(await kept.read('catalogue', '/a', async () => 'one')).toBe('one');
    expect(await kept.read('catalogue', '/a', async () => 'two')).toBe('two');
  });

  it('is the last answer while the service is away; what was never asked is away', async () => {
    const kept = new Kept();
    await kept.read('catalogue', '/a', async () => 'one');
    expect(await kept.read('catalogue', '/a', away)).toBe('one');
    await expect(kept.read('catalogue', '/b', away)).rejects.toMatchObject({ status: 503 });
  });

  it('is the last answer when the new one takes too long, the second time at once', async () => {
    const kept = new Kept();
    await kept.read('catalogue', '/a', async () => 'one');
    vi.useFakeTimers();
    const waits = kept.read('catalogue', '/a', never);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(await waits).toBe('one');
    const atOnce = kept.read('catalogue', '/a', never);
    await vi.advanceTimersByTimeAsync(0);
    expect(await Promise.race([atOnce, 'not yet'])).toBe('one');
  });

  it('takes an answer that was too late for one page for the next', async () => {
    const kept = new Kept();
    await kept.read('catalogue', '/a', async () => 'one');
    const { promise, resolve } = Promise.withResolvers<string>();
    expect(await kept.read('catalogue', '/a', () => promise)).toBe('one');
    resolve('two');
    await promise;
    expect(await kept.read('catalogue', '/a', away)).toBe('two');
  });

  it('is forgotten once the service says that there is no such thing', async () => {
    const kept = new Kept();
    await kept.read('catalogue', '/a', async () => 'one');
    const gone = kept.read('catalogue', '/a', () => Promise.reject(new CallError(404, 'product_not_found')));
    await expect(gone).rejects.toMatchObject({ status: 404 });
    await expect(kept.read('catalogue', '/a', away)).rejects.toMatchObject({ status: 503 });
  });

  it('is bounded: what was read least recently goes', async () => {
    const kept = new Kept();
    for (let n = 0; n <= 300; n++) await kept.read('catalogue', `/${n}`, async () => String(n));
    await expect(kept.read('catalogue', '/0', away)).rejects.toMatchObject({ status: 503 });
    expect(await kept.read('catalogue', '/1', away)).toBe('1');
  });
});
