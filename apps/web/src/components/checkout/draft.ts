import type { dispatch, payment, shipping } from '@shop/contracts';
import { useEffect, useRef, useState } from 'react';
import { typedInto } from '../typed-early.ts';
import { type AddressDraft, finished } from './address.ts';

export const steps = ['address', 'delivery', 'payment', 'review'] as const;
export type Step = (typeof steps)[number];

/** A card as the provider's fields hand it out: a token that is used once, and what to call it. */
export interface CardToken {
  gateway: payment.GatewayId;
  token: string;
  brand: string;
  last4: string;
  expiresAt: string;
}

/** An order as it is being made. It survives a reload of the page, in this tab only, for this shopper only. */
export interface Draft {
  owner: string;
  email: string;
  address: AddressDraft;
  service?: shipping.ShippingService;
  quote?: dispatch.Quote;
  /** The version of the cart that was quoted. */
  quotedFor?: number;
  card?: CardToken;
  /** The Idempotency-Key, and the very order it was made for: a changed order needs another. */
  attempt?: { key: string; of: string };
}

const PLACE = 'shop-checkout';

/** The draft, kept in the tab's session storage from the first render in the browser on. */
export function useDraft(owner: string, email: string, address: AddressDraft) {
  const [draft, setDraft] = useState<Draft>({ owner, email, address });
  const written = useRef(draft);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const kept = read();
    if (kept?.owner === owner) setDraft((now) => keptUnder(kept, written.current, now));
    setReady(true);
  }, [owner]);
  useEffect(() => {
    if (ready) sessionStorage.setItem(PLACE, JSON.stringify(draft));
  }, [draft, ready]);
  return { draft, setDraft, ready };
}

const inAddress = ['name', 'street', 'postcode', 'country', 'city'] as const;
type Typed = Partial<Record<'email' | (typeof inAddress)[number], string>>;

/** A draft with something else in some of its fields. A city is one of its country's, and counts once it is chosen. */
function withTyped(draft: Draft, { email = draft.email, ...typed }: Typed): Draft {
  const { country, city } = typed;
  const elsewhere = country !== undefined && country !== draft.address.country;
  const moved = elsewhere || city !== undefined ? { city: city ?? '', cityId: undefined } : {};
  return { ...draft, email, address: { ...draft.address, ...typed, ...moved } };
}

/** A draft with what was typed into its form before scripts took the page over. */
export function typedEarly(draft: Draft, form: HTMLFormElement): Draft {
  const typed: Typed = {};
  for (const name of ['email', ...inAddress] as const) {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue;
    const text = typedInto(field);
    if (text !== undefined) typed[name] = text;
  }
  return Object.keys(typed).length === 0 ? draft : withTyped(draft, typed);
}

/** What was kept of an order, and over it what has been typed since the page was written. */
function keptUnder(kept: Draft, written: Draft, now: Draft): Draft {
  const typed: Typed = now.email === written.email ? {} : { email: now.email };
  for (const name of inAddress)
    if (now.address[name] !== written.address[name]) typed[name] = now.address[name];
  return withTyped(kept, typed);
}

function read(): Draft | undefined {
  try {
    const kept = sessionStorage.getItem(PLACE);
    return kept === null ? undefined : (JSON.parse(kept) as Draft);
  } catch {
    return undefined;
  }
}

/** After the order is placed: where it goes stays, for another try; what was used once is gone. */
export function afterOrder({ owner, email, address, service }: Draft): void {
  const kept: Draft = { owner, email, address, ...(service === undefined ? {} : { service }) };
  sessionStorage.setItem(PLACE, JSON.stringify(kept));
}

/** The furthest step that what is known allows. */
export function furthest(draft: Draft, cartVersion: number, now: number): Step {
  if (draft.email.trim() === '' || finished(draft.address) === undefined) return 'address';
  const { quote, quotedFor, address } = draft;
  if (quote === undefined || quotedFor !== cartVersion || quote.destination.cityId !== address.cityId) {
    return 'delivery';
  }
  if (draft.card === undefined || Date.parse(draft.card.expiresAt) <= now) return 'payment';
  return 'review';
}

/** What is sent to the shop; undefined while something is missing. */
export function orderOf(draft: Draft) {
  const address = finished(draft.address);
  const { quote, card, email } = draft;
  if (address === undefined || quote === undefined || card === undefined) return undefined;
  return { quote: quote.token, email, address, payment: { gateway: card.gateway, token: card.token } };
}

/** The attempt at this very order: the same key for as long as nothing in it changes. */
export function attemptAt(draft: Draft, locale: string): { key: string; of: string } | undefined {
  const order = orderOf(draft);
  if (order === undefined) return undefined;
  // Looked at in another language it is the same attempt, in the words it was begun with.
  if (draft.attempt !== undefined && isFor(order, draft.attempt.of)) return draft.attempt;
  return { key: newKey(), of: JSON.stringify({ ...order, locale }) };
}

const isFor = (order: object, of: string): boolean =>
  JSON.stringify({ ...JSON.parse(of), locale: undefined }) === JSON.stringify(order);

// crypto.randomUUID is there on https and localhost only.
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
