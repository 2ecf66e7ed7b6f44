import { describe, expect, it } from 'vitest';
import type { Notice } from '../src/gateway/gateway.ts';
import type { PaymentRecord } from '../src/payment.ts';
import * as intent from '../src/rules/intent.ts';
import { after, authorised, call, ORDER, payment } from './example.ts';

describe('a notice of the provider', () => {
  const about = (what: Notice['about'], reference = `${ORDER}:1`): Notice => ({
    id: 'n',
    reference,
    about: what,
  });
  const all = ['authorised', 'refused', 'captured', 'voided', 'refunded', 'challenge', 'other'] as const;
  const newsIn = (record: PaymentRecord) => all.filter((what) => intent.isNews(record, about(what)));
  const inState = (state: PaymentRecord['state']) => newsIn(authorised({ state }));

  it('is news where it says more than is known', () => {
    expect(inState('unknown')).toEqual([...all]);
    expect(inState('challenged')).toEqual([...all]);
    expect(inState('authorised')).toEqual(['refused', 'captured', 'voided', 'refunded', 'other']);
    expect(inState('captured')).toEqual(['refused', 'voided', 'refunded', 'other']);
    expect(inState('refunded')).toEqual(['refused', 'voided', 'other']);
    expect(inState('voided')).toEqual(['captured', 'other']);
    expect(inState('declined')).toEqual(['authorised', 'captured', 'other']);
  });

  it('is not, about what nobody asked for, or while the one who asked waits for the answer', () => {
    expect(intent.isNews(authorised(), about('voided', 'other:1'))).toBe(false);
    expect(newsIn(payment({ attempts: [call('authorise')] }))).toEqual([]);
    const busy = (operation: 'capture' | 'void' | 'refund', outcome: 'started' | 'unknown' = 'started') => {
      const attempts = [call('authorise', { outcome: 'succeeded' })];
      attempts.push(call(operation, { reference: `${ORDER}:2`, outcome }));
      return newsIn(authorised({ attempts, state: operation === 'refund' ? 'captured' : 'authorised' }));
    };
    // Money that was taken may go back by hand before the answer is here that it was taken.
    expect(busy('capture')).toEqual(['refused', 'voided', 'refunded', 'other']);
    expect(busy('capture', 'unknown')).toEqual(['refused', 'captured', 'voided', 'refunded', 'other']);
    expect(busy('void')).toEqual(['refused', 'captured', 'refunded', 'other']);
    expect(busy('refund')).toEqual(['refused', 'voided', 'other']);
    expect(busy('refund', 'unknown')).toEqual(['refused', 'voided', 'refunded', 'other']);
  });

  it('of a refund that nobody has heard the end of is news in any state', () => {
    const attempts = [
      call('authorise', { outcome: 'succeeded' }),
      call('refund', { reference: `${ORDER}:2`, outcome: 'unknown' }),
    ];
    expect(newsIn(authorised({ state: 'refunded', attempts }))).toContain('refunded');
  });

  it('of an attempt that had failed is news only when it has gone through after all', () => {
    const gone = call('authorise', { outcome: 'failed', tries: 2 });
    expect(newsIn(payment({ attempts: [gone] }))).toEqual(['authorised']);
    const record = payment({ attempts: [gone] });
    expect(intent.nudge(record, about('authorised'), after(9))).toEqual([]);
    expect(record).toMatchObject({ nudged: false, attempts: [{ lookAgainAt: after(9), tries: 0 }] });
    expect(record.lookAt).toBeUndefined();
  });

  it('has the provider asked at once, and again two minutes later, when its queries no longer lag', () => {
    const record = authorised();
    expect(intent.nudge(record, about('voided'), after(9))).toEqual([]);
    expect(record).toMatchObject({ nudged: true, lookAt: after(129) });
    expect(record.attempts[0]?.lookAgainAt).toBeUndefined();
  });
});
