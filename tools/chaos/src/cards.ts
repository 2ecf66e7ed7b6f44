/** How a shopper's card behaves, its number at the provider, and how often it comes; out of a hundred. */
export const cards = {
  approved: { number: '4242424242424242', weight: 58 },
  declined: { number: '4000000000000002', weight: 7 },
  insufficient: { number: '4000000000009995', weight: 4 },
  expired: { number: '4000000000000069', weight: 2 },
  frictionless: { number: '4000000000003055', weight: 3 },
  'challenge-approved': { number: '4000002760003184', weight: 8 },
  'challenge-refused': { number: '4000002760003184', weight: 3 },
  'challenge-abandoned': { number: '4000002760003184', weight: 2 },
  'dropped-after-charge': { number: '4000000000001018', weight: 5 },
  'error-after-charge': { number: '4000000000001026', weight: 4 },
  'capture-fails': { number: '4000000000001034', weight: 3 },
  stalled: { number: '4000000000001000', weight: 1 },
} as const satisfies Record<string, { number: string; weight: number }>;
export type CardKind = keyof typeof cards;

export const weights = Object.fromEntries(
  Object.entries(cards).map(([kind, { weight }]) => [kind, weight]),
) as Record<CardKind, number>;
