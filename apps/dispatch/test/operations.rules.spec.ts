import { blank, blankText } from '@shop/messaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { problemsOf, type Standing } from '../src/operations/stock-audit.ts';
import { stuckOf } from '../src/operations/stuck.ts';
import { place } from '../src/order/workflow.ts';
import { placement } from './world.ts';

const order = (state: Standing['state'], is: Standing['stock']['is']): Standing => ({ state, stock: { is } });
const books = (more: object = {}) => ({
  sku: 'UHJ',
  available: 7,
  sold: 1,
  stocked: 10,
  holds: [{ orderId: 'o1', quantity: 2 }],
  ...more,
});
const whats = (line: object, orders: [string, Standing | 'unknown'][]) =>
  problemsOf({ ...books(), ...line }, new Map(orders)).map(({ what }) => what);

describe('the books of a product', () => {
  it('are right while they add up and every hold is wanted', () => {
    for (const is of ['asked', 'held', 'securing', 'secured', 'committing', 'releasing'] as const)
      expect(whats({}, [['o1', order('placed', is)]])).toEqual([]);
  });

  it('are wrong by any amount that is missing or too much', () => {
    const off = fc.integer({ min: -50, max: 50 }).filter((by) => by !== 0);
    fc.assert(
      fc.property(off, (by) => {
        expect(whats({ stocked: 10 + by }, [])).toContain('does_not_add_up');
      }),
    );
  });

  it('are wrong below zero, though they add up', () => {
    expect(whats({ available: -1, stocked: 2 }, [])).toEqual(['below_zero']);
    const [problem] = problemsOf(books({ available: -1, stocked: 2 }), new Map());
    expect(problem?.text).toBe('available is -1');
  });

  it('are wrong with a hold of nobody, or of somebody who was told it is gone', () => {
    expect(whats({}, [['o1', 'unknown']])).toEqual(['hold_of_unknown_order']);
    expect(whats({}, [['o1', order('cancelled', 'released')]])).toEqual(['hold_of_final_order']);
    expect(whats({}, [['o1', order('delivered', 'committed')]])).toEqual(['hold_of_final_order']);
    expect(whats({}, [['o1', order('cancelling', 'refused')]])).toEqual(['hold_not_expected']);
  });

  it('say nothing about a hold that came after the orders were read', () => {
    expect(whats({}, [])).toEqual([]);
  });
});

describe('an order that does not get on', () => {
  const now = new Date('2026-11-21T12:00:00.000Z');
  const placed = () => place(placement, { now, cause: 'placed', version: '1' }).order;
  const later = new Date(now.getTime() + 90_000);
  const patience = { attempts: 3, overdueMs: 30_000 };

  it('says what it waits for, how long, and how often that was asked for', () => {
    const stuck = stuckOf({ ...placed(), attempts: 4 }, later, patience);
    expect(stuck).toMatchObject({
      waitsFor: ['catalogue.reserve-stock'],
      attempts: 4,
      forSeconds: 90,
      why: 'catalogue.reserve-stock sent again 4 times without an answer',
    });
  });

  it('says that nobody looked when its time is past', () => {
    expect(stuckOf(placed(), later, patience).why).toMatch(/^should have been looked at \d+ s ago/);
  });

  it('says that nothing will happen when nothing is due', () => {
    const { dueAt: _, ...order } = placed();
    expect(stuckOf(order, later, patience).why).toMatch(/^nothing is awaited/);
  });
});

describe('what an operator sees of a message', () => {
  it('is without names, addresses, tokens and the like, at any depth', () => {
    const message = {
      orderId: 'o1',
      amount: { amount: 2599, currency: 'EUR' },
      lines: [{ sku: 'UHJ', quantity: 2, name: 'Ada' }],
      address: { street: 'Ring 1' },
      token: 'tok_visa',
      note: 'ask ada@example.org',
    };
    expect(blank(message)).toEqual({
      orderId: 'o1',
      amount: { amount: 2599, currency: 'EUR' },
      lines: [{ sku: 'UHJ', quantity: 2, name: '[blanked]' }],
      address: '[blanked]',
      token: '[blanked]',
      note: 'ask [blanked]',
    });
  });

  it('never has an e-mail address or a card number in any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.emailAddress(), fc.string(), (before, email, after) => {
        expect(blankText(`${before} <${email}> ${after}`)).toContain('<[blanked]>');
      }),
    );
    expect(blankText('paid with 4111 1111 1111 1111 today')).toBe('paid with [blanked]today');
  });
});
