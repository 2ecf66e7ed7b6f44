import { describe, expect, it } from 'vitest';
import { backoff, openAttempt, type PaymentRecord, uncertain } from '../src/payment.ts';
import { begin } from '../src/rules/begin.ts';
import { after, authorised, call, captured, news, ORDER, payment, refundId, start } from './example.ts';

const does = (record: PaymentRecord, now = after(10)) => begin(record, now).action?.do;
const challenge = { url: 'https://bank.example/ask', expiresAt: after(900) };

describe('what a payment does next', () => {
  it.each<[string, PaymentRecord, string | undefined]>([
    ['authorises when it begins', payment(), 'authorise'],
    ['authorises again when it is known that it has not', payment({ state: 'unknown' }), 'authorise'],
    ['looks at the bank while the shopper is asked', payment({ state: 'challenged', challenge }), 'look'],
    ['looks at a bank that named no end', payment({ state: 'challenged' }), 'look'],
    [
      'ends the question when its time is over',
      payment({ state: 'challenged', challenge: { ...challenge, expiresAt: after(10) } }),
      'expire',
    ],
    [
      'ends the question of an order given up',
      payment({ state: 'challenged', challenge, voidAsked: true }),
      'expire',
    ],
    ['waits once it is approved', authorised(), undefined],
    ['takes the money when that is asked', authorised({ captureAsked: true }), 'capture'],
    ['voids rather than takes', authorised({ captureAsked: true, voidAsked: true }), 'void'],
    ['waits once it is taken', captured(), undefined],
    ['looks when there is news', captured({ nudged: true }), 'look'],
    ['looks when there is news of an approved one', authorised({ nudged: true }), 'look'],
    [
      'has nothing to look at when nothing was made',
      authorised({ nudged: true, handle: undefined }),
      undefined,
    ],
    ['looks once more later', captured({ lookAt: after(10) }), 'look'],
    ['does nothing when it was declined', payment({ state: 'declined', captureAsked: true }), undefined],
    ['does nothing when it was given up', payment({ state: 'voided' }), undefined],
  ])('%s', (_, record, expected) => {
    expect(does(record)).toBe(expected);
  });

  it('asks after an attempt that nobody knows the end of, before anything else', () => {
    for (const outcome of ['started', 'unknown'] as const) {
      const open = call('capture', { outcome });
      const record = authorised({
        attempts: [call('authorise', { outcome: 'succeeded' }), open],
        voidAsked: true,
      });
      expect(begin(record, after(10)).action).toEqual({ do: 'ask', attempt: open });
      expect(openAttempt(record)).toBe(open);
    }
    expect(openAttempt(captured())).toBeUndefined();
  });

  it('gives back what is wanted, one after the other', () => {
    const wanted = { refundId: refundId(2), amount: 300, reason: '', is: 'wanted' as const };
    const record = captured({
      refunds: [
        { refundId: refundId(1), amount: 100, reason: '', is: 'done' },
        { refundId: refundId(0), amount: 100, reason: '', is: 'failed' },
        wanted,
        { refundId: refundId(3), amount: 200, reason: '', is: 'wanted' },
      ],
    });
    expect(begin(record, after(10)).action).toEqual({
      do: 'refund',
      refund: wanted,
      attempt: record.attempts.at(-1),
    });
    expect(record.attempts.at(-1)).toEqual({
      reference: `${ORDER}:3`,
      operation: 'refund',
      amount: 300,
      refundId: refundId(2),
      outcome: 'started',
      startedAt: after(10),
      sentAt: after(10),
      tries: 0,
    });
  });
});

describe('a call to the provider', () => {
  it('is written down before it is made, under a name of its own', () => {
    const record = authorised({ captureAsked: true, retryAt: after(3), nudged: true });
    const { action } = begin(record, after(10));
    const attempt = {
      reference: `${ORDER}:2`,
      operation: 'capture',
      amount: 1000,
      refundId: undefined,
      outcome: 'started',
      startedAt: after(10),
      sentAt: after(10),
      tries: 0,
    };
    expect(action).toEqual({ do: 'capture', attempt });
    expect(record.attempts).toHaveLength(2);
    expect(record).toMatchObject({ nudged: false, retryAt: undefined });
  });

  it('keeps its name, its beginning and its tries for as long as it could not be sent', () => {
    const attempts = [call('authorise', { outcome: 'failed', reason: 'not_sent', tries: 4 })];
    const record = payment({ attempts });
    begin(record, after(100));
    expect(record.attempts).toEqual([
      call('authorise', { tries: 4, sentAt: after(100), refundId: undefined }),
    ]);
  });

  it.each([
    ['failed in another way', call('capture', { reason: 'not_done', outcome: 'failed', tries: 4 })],
    ['was of another kind', call('void', { reason: 'not_sent', outcome: 'failed', tries: 4 })],
    [
      'was for a refund',
      call('capture', { reason: 'not_sent', outcome: 'failed', tries: 4, refundId: refundId(9) }),
    ],
  ])('gets a new name when the last one %s', (_, last) => {
    const record = authorised({ captureAsked: true, attempts: [last] });
    begin(record, after(100));
    expect(record.attempts).toMatchObject([
      last,
      { reference: `${ORDER}:2`, tries: 0, startedAt: after(100) },
    ]);
  });
});

describe('the next time a payment is looked at', () => {
  it('is when the next try is due, unless there is news', () => {
    const waits = () => authorised({ captureAsked: true, retryAt: after(11) });
    expect(begin(waits(), after(10))).toEqual({ dueAt: after(11) });
    expect(does(waits(), after(11))).toBe('capture');
    expect(does({ ...waits(), nudged: true })).toBe('capture');
  });

  it('is never, when nothing is left to do', () => {
    const record = captured({ retryAt: after(99), nudged: true, handle: undefined, lookAt: after(10) });
    expect(begin(record, after(10))).toEqual({});
    expect(record).toMatchObject({ nudged: false });
    expect([record.retryAt, record.lookAt]).toEqual([undefined, undefined]);
  });

  it('is when what the provider told of surely shows, once everything else is done', () => {
    const record = captured({ lookAt: after(20) });
    expect(begin(record, after(10))).toEqual({ dueAt: after(20) });
    expect(does(record, after(20))).toBe('look');
    expect(record.lookAt).toBeUndefined();
    expect(begin(record, after(20))).toEqual({});
    const busy = authorised({ captureAsked: true, retryAt: after(60), lookAt: after(9) });
    expect(begin(busy, after(10))).toEqual({ dueAt: after(60) });
    expect(busy.lookAt).toEqual(after(9));
  });

  it('stays the same for what is told of while the provider is being looked at', () => {
    const record = captured({ nudged: true, lookAt: after(130) });
    expect(does(record)).toBe('look');
    expect(record).toMatchObject({ nudged: false, lookAt: after(130) });
  });

  it('is the earliest of them, and attempts that may have come late are looked for in their turn', () => {
    const gone = (n: number, seconds: number | undefined) =>
      call('authorise', {
        reference: `${ORDER}:${n}`,
        outcome: 'failed',
        lookAgainAt: seconds === undefined ? undefined : after(seconds),
      });
    const record = payment({ state: 'declined', attempts: [gone(1, 300), gone(2, undefined), gone(3, 120)] });
    expect(begin(record, after(10))).toEqual({ dueAt: after(120) });
    expect(begin(record, after(120)).action).toEqual({ do: 'look-again', attempt: gone(3, 120) });
    expect(begin(record, after(301)).action).toEqual({ do: 'look-again', attempt: gone(3, 120) });
    const both = payment({
      state: 'declined',
      attempts: [gone(1, 300)],
      lookAt: after(200),
      handle: { id: 'h' },
    });
    expect(begin(both, after(10))).toEqual({ dueAt: after(200) });
    const waiting = payment({ attempts: [gone(1, 5)], retryAt: after(60) });
    expect(does(waiting)).toBe('look-again');
  });
});

describe('patience with a provider', () => {
  it('doubles with every try, up to a limit', () => {
    const waited = [0, 1, 2, 3, 6, 7, 12, 99].map(
      (tries) => backoff(start, tries).getTime() - start.getTime(),
    );
    expect(waited).toEqual([500, 1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
    expect(backoff(start, 9, 15_000)).toEqual(after(15));
    expect(backoff(start, 20, 5_000_000).getTime() - start.getTime()).toBe(500 * 2 ** 12);
  });

  it('is asked of the shopper once, however long it takes', () => {
    const record = payment();
    expect(news(uncertain(record))).toEqual([['payment-uncertain', {}]]);
    expect(record.uncertain).toBe(true);
    expect(uncertain(record)).toEqual([]);
  });
});
