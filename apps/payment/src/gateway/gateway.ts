import type { payment } from '@shop/contracts';
import type { z } from 'zod';

export type Card = z.output<typeof payment.Card>;

/** How a provider finds a payment again: its id, and what it offers to do with it, relative to the provider's base. */
export interface Handle {
  id: string;
  links?: Record<string, string> | undefined;
}

export interface AuthoriseRequest {
  /** Our name for the attempt; a provider must be able to find a payment by it. */
  reference: string;
  /** Minor units. */
  amount: number;
  currency: string;
  token: string;
  returnUrl: string;
}

/**
 * What a call that moves money came to. `unknown`: it may have happened, ask. `not-sent`: it surely has not, and may be
 * sent again as it is.
 */
export type Result =
  | { is: 'authorised'; handle: Handle; card?: Card }
  | { is: 'challenged'; handle: Handle; url: string }
  | { is: 'done'; handle?: Handle }
  | { is: 'refused'; reason: string }
  | { is: 'unknown'; reason: string }
  | { is: 'not-sent'; reason: string };

interface Seen {
  handle: Handle;
  /** Minor units. */
  amount: number;
  captured: number;
  refunded: number;
  card?: Card;
}
/** A payment as the provider's query shows it. */
export type View =
  | { is: 'missing' }
  | ({ is: 'authorised' | 'voided' } & Seen)
  | ({ is: 'declined'; reason?: string } & Seen)
  /** The bank asks the shopper. `resume`: where to go on, once the shopper has `answered` or to get the address anew. */
  | ({ is: 'challenged'; answered: boolean; url?: string; resume?: string } & Seen);

/** A notice of the provider, after its signature was checked. What it says is a hint, never a fact. */
export interface Notice {
  id: string;
  reference: string;
  about: 'authorised' | 'refused' | 'captured' | 'voided' | 'refunded' | 'challenge' | 'other';
}

export interface IncomingWebhook {
  headers: Record<string, string | string[] | undefined>;
  /** The exact bytes that were sent. */
  raw: Buffer;
  now: Date;
}

/** What moves the money of a payment. No method throws for what the provider or the network does. */
export interface Gateway {
  readonly id: payment.Mover;
  /** What a shopper reads. */
  readonly name: string;
  /** Page of the hosted card fields. */
  readonly fieldsUrl: string;
  authorise(request: AuthoriseRequest): Promise<Result>;
  /** Goes on with a payment that waits for us, at `resume` of its view. */
  resume(handle: Handle, resume: string): Promise<Result>;
  capture(handle: Handle, step: { reference: string; amount: number; currency: string }): Promise<Result>;
  void(handle: Handle, step: { reference: string }): Promise<Result>;
  refund(handle: Handle, step: { reference: string; amount: number; currency: string }): Promise<Result>;
  /** Undefined when the provider could not be asked. */
  query(reference: string): Promise<View | undefined>;
  /** The notice, or undefined when the signature is not right. */
  read(webhook: IncomingWebhook): Notice | undefined;
}

/** A payment provider: one that a shopper can choose. */
export type Provider = Gateway & { readonly id: payment.GatewayId };
