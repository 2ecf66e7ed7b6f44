import type { Book, Payment, Provider, Token } from './book.ts';
import { newId } from './ids.ts';

/** What the issuing bank does, the same for both providers. Each step is one record in the book. */
export interface Bank {
  /** The token's card, or why it cannot be used. Does not use it up. */
  look(provider: Provider, token: string): { token: Token } | { problem: 'unknown' | 'used' | 'expired' };
  open(request: OpenRequest): Payment;
  /** Authorises, refuses or asks the shopper, as the card says; `ask` false where the shopper was asked already. */
  authorise(payment: Payment, ask: boolean): Payment;
  refuse(payment: Payment, reason: NonNullable<Payment['reason']>): void;
  answer(payment: Payment, answer: 'approved' | 'refused'): Payment;
  capture(payment: Payment, amount: number, step: Step): boolean;
  void(payment: Payment, step: Step): void;
  refund(payment: Payment, amount: number, step: Step): boolean;
}

export interface OpenRequest {
  provider: Provider;
  idPrefix: string;
  reference: string;
  amount: number;
  currency: string;
  token: Token;
  returnUrl?: string | undefined;
  metadata?: Record<string, string>;
}

interface Step {
  id?: string;
  reference?: string;
}

export function openBank(book: Book, now: () => Date): Bank {
  return {
    look(provider, name) {
      const token = book.tokens.get(name);
      if (!token || token.provider !== provider) return { problem: 'unknown' };
      if (token.used) return { problem: 'used' };
      if (new Date(token.expiresAt) < now()) return { problem: 'expired' };
      return { token };
    },
    open(request) {
      book.useToken(request.token.token);
      const payment = book.open({
        provider: request.provider,
        id: newId(request.idPrefix),
        reference: request.reference,
        currency: request.currency.toUpperCase(),
        amount: request.amount,
        state: 'created',
        authorised: 0,
        captured: 0,
        voided: 0,
        refunded: 0,
        card: request.token.card,
        token: request.token.token,
        createdAt: now().toISOString(),
        ...(request.returnUrl ? { returnUrl: request.returnUrl } : {}),
        metadata: request.metadata ?? {},
        events: [],
      });
      book.record(payment, { type: 'requested', amount: request.amount });
      return payment;
    },
    authorise(payment, ask) {
      const { behaviour } = payment.card;
      if (behaviour === 'decline' || behaviour === 'insufficient-funds' || behaviour === 'expired') {
        this.refuse(payment, behaviour);
      } else if (behaviour === 'challenge' && ask) {
        const challenge = { reference: newId() };
        book.record(payment, { type: 'challenged' }, { state: 'challenged', challenge });
      } else {
        const { amount } = payment;
        book.record(payment, { type: 'authorised', amount }, { state: 'authorised', authorised: amount });
      }
      return payment;
    },
    refuse(payment, reason) {
      book.record(payment, { type: 'refused', reason }, { state: 'refused', reason });
    },
    answer(payment, answer) {
      const challenge = { reference: payment.challenge?.reference ?? '', answer };
      book.record(payment, { type: 'challenge-answered', reason: answer }, { challenge });
      return payment;
    },
    capture(payment, amount, step) {
      if (payment.card.behaviour === 'capture-fails') {
        book.record(payment, { type: 'capture-failed', amount, ...step });
        return false;
      }
      book.record(payment, { type: 'captured', amount, ...step }, { captured: payment.captured + amount });
      return true;
    },
    void(payment, step) {
      const amount = payment.authorised - payment.captured - payment.voided;
      const state = payment.captured > 0 ? payment.state : 'voided';
      book.record(payment, { type: 'voided', amount, ...step }, { state, voided: payment.voided + amount });
    },
    refund(payment, amount, step) {
      if (payment.card.behaviour === 'refund-fails') {
        book.record(payment, { type: 'refund-failed', amount, ...step });
        return false;
      }
      book.record(payment, { type: 'refunded', amount, ...step }, { refunded: payment.refunded + amount });
      return true;
    },
  };
}
