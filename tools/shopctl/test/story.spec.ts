import { stripVTControlCharacters } from 'node:util';
import { dispatch } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storyText } from '../src/story.ts';

type Story = Parameters<typeof storyText>[0];
const id = (n: number) => `019a2f3e-0000-7000-8000-00000000000${n}`;
const cart = { service: 'dispatch', version: '0.4.1' };

const story: Story = dispatch.OrderStory.parse({
  orderId: id(1),
  number: 'RX7K-2M4P-C',
  state: 'reserved',
  final: false,
  attempts: 2,
  dueAt: '2026-11-22T00:00:30.000Z',
  entries: [
    {
      at: '2026-11-21T23:59:59.100Z',
      part: 'order',
      text: 'placed',
      state: 'placed',
      cause: 'shopper',
      by: cart,
    },
    {
      at: '2026-11-21T23:59:59.350Z',
      part: 'order',
      text: 'placed → reserved',
      state: 'reserved',
      cause: 'catalogue.stock-reserved.v1',
      messageId: id(2),
      attempt: 3,
      from: { service: 'catalogue', version: '0.2.0' },
      by: cart,
    },
    {
      at: '2026-11-22T00:00:01.100Z',
      part: 'payment',
      text: 'authorise unknown',
      reference: `${id(1)}:1`,
      attempt: 1,
    },
    { at: '2026-11-22T00:04:01.100Z', part: 'message', text: 'gave up', state: 'dead' },
  ],
  versions: [{ service: 'catalogue', version: '0.2.0' }, cart],
  waiting: [{ service: 'dispatch', id: id(3), type: 'payment.authorise', at: '2026-11-22T00:00:01.000Z' }],
  deadLetters: [
    { service: 'payment', id: id(4), type: 'payment.authorise', reason: 'gave-up', attempts: 20 },
  ],
  parts: [{ part: 'stock' }, { part: 'shipping', problem: 'shipping does not answer' }],
});

describe('the story of an order', () => {
  it('is a time line: when, who, what, and below what brought it about', () => {
    const lines = storyText(story, 160).split('\n');
    expect(lines.slice(0, 9)).toEqual([
      'Order RX7K-2M4P-C is reserved.',
      'Not at its end.  Asked again 2 times without an answer.  Looked at again at 2026-11-22T00:00:30.000Z.',
      `${id(1)}  4 entries  over 4 min`,
      '',
      '2026-11-21 (UTC)',
      '23:59:59.100     +0 ms  order     placed',
      '                                  shopper  by dispatch 0.4.1',
      '23:59:59.350   +250 ms  order     placed → reserved',
      `                                  catalogue.stock-reserved.v1  message ${id(2)}  attempt 3  from catalogue 0.2.0  by dispatch 0.4.1`,
    ]);
    expect(lines.slice(9, 14)).toEqual([
      '2026-11-22 (UTC)',
      '00:00:01.100   +2.00 s  payment   authorise unknown',
      `                                  attempt 1  reference ${id(1)}:1`,
      '00:04:01.100    +4 min  message   gave up (dead)',
      '',
    ]);
  });

  it('says what waits, what was given up, what is missing and who had a hand in it', () => {
    const text = storyText(story, 160);
    expect(text).toMatch(
      new RegExp(`Waits in an outbox\\nSERVICE .*\\ndispatch +payment.authorise +${id(3)}`),
    );
    expect(text).toMatch(new RegExp(`Given up\\nSERVICE .*\\npayment +${id(4)}`));
    expect(text).toContain('Missing here\n  shipping: shipping does not answer');
    expect(text).toContain('Handled by\n  catalogue 0.2.0  dispatch 0.4.1');
  });

  it('leaves out what there is none of', () => {
    const plain = storyText({ ...story, final: true, waiting: [], deadLetters: [], parts: [] }, 160);
    for (const none of ['Not at its end', 'Waits', 'Given up', 'Missing']) expect(plain).not.toContain(none);
  });

  it('keeps ids whole and lines within the screen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 200 }), fc.string(), (width, text) => {
        const [first, ...rest] = story.entries;
        const told = {
          ...story,
          attempts: 0,
          entries: [{ ...first, text, at: story.entries[0]?.at ?? '', part: 'mail' as const }, ...rest],
        };
        const lines = stripVTControlCharacters(storyText(told, width)).split('\n');
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width);
        expect(lines.join('\n')).toContain(id(2));
      }),
    );
  });
});
