import type { Behaviour, KeptCard } from './cards.ts';
import { type Journal, openJournal } from './journal.ts';

export type Provider = 'worldpay' | 'stripe';

export type PaymentState = 'created' | 'device-data' | 'challenged' | 'authorised' | 'refused' | 'voided';

export interface LedgerEvent {
  type:
    | 'requested'
    | 'device-data'
    | 'challenged'
    | 'challenge-answered'
    | 'authorised'
    | 'refused'
    | 'captured'
    | 'capture-failed'
    | 'voided'
    | 'refunded'
    | 'refund-failed';
  at: string;
  /** Minor units. */
  amount?: number;
  /** The merchant's name for this step, where it gave one. */
  reference?: string;
  /** The provider's id of this step, such as `re_…`. */
  id?: string;
  reason?: string;
}

/** A payment as the provider's own books have it. All amounts are minor units. */
export interface Payment {
  provider: Provider;
  id: string;
  reference: string;
  currency: string;
  amount: number;
  state: PaymentState;
  authorised: number;
  captured: number;
  voided: number;
  refunded: number;
  card: KeptCard;
  token: string;
  createdAt: string;
  returnUrl?: string;
  challenge?: { reference: string; answer?: 'approved' | 'refused' };
  reason?: Behaviour | 'challenge-refused';
  metadata: Record<string, string>;
  events: LedgerEvent[];
}

export interface Token {
  token: string;
  provider: Provider;
  card: KeptCard;
  expiresAt: string;
  used: boolean;
}

/** An answer kept under an Idempotency-Key. */
export interface KeptAnswer {
  key: string;
  fingerprint: string;
  status: number;
  body: unknown;
}

export interface Notice {
  id: string;
  provider: Provider;
  reference: string;
  /** The exact bytes that are signed and sent. */
  body: string;
  at: string;
  delivered: boolean;
}

type Changes = Partial<Omit<Payment, 'events' | 'id' | 'provider'>>;

type Entry =
  | { kind: 'token'; token: Token }
  | { kind: 'token-used'; token: string }
  | { kind: 'payment'; payment: Payment }
  | { kind: 'event'; id: string; event: LedgerEvent; changes: Changes }
  | { kind: 'answer'; answer: KeptAnswer }
  | { kind: 'notice'; notice: Notice }
  | { kind: 'delivered'; id: string };

/** Everything the providers know, in memory and in the journal. */
export interface Book {
  readonly payments: ReadonlyMap<string, Payment>;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly answers: ReadonlyMap<string, KeptAnswer>;
  readonly notices: ReadonlyMap<string, Notice>;
  byReference(provider: Provider, reference: string): Payment[];
  keepToken(token: Token): void;
  useToken(token: string): void;
  open(payment: Payment): Payment;
  record(payment: Payment, event: Omit<LedgerEvent, 'at'>, changes?: Changes): void;
  keepAnswer(answer: KeptAnswer): void;
  keepNotice(notice: Notice): void;
  delivered(id: string): void;
  together<T>(work: () => T): T;
  close(): void;
}

export function openBook(folder: string, now: () => Date): Book {
  const payments = new Map<string, Payment>();
  const references = new Map<string, Payment[]>();
  const tokens = new Map<string, Token>();
  const answers = new Map<string, KeptAnswer>();
  const notices = new Map<string, Notice>();

  const apply = (entry: Entry): void => {
    switch (entry.kind) {
      case 'token':
        tokens.set(entry.token.token, { ...entry.token });
        return;
      case 'token-used': {
        const token = tokens.get(entry.token);
        if (token) token.used = true;
        return;
      }
      case 'payment': {
        const payment = { ...entry.payment, events: [...entry.payment.events] };
        const key = `${payment.provider} ${payment.reference}`;
        payments.set(payment.id, payment);
        references.set(key, [...(references.get(key) ?? []), payment]);
        return;
      }
      case 'event': {
        const payment = payments.get(entry.id);
        if (!payment) return;
        Object.assign(payment, entry.changes);
        payment.events.push(entry.event);
        return;
      }
      case 'answer':
        answers.set(entry.answer.key, entry.answer);
        return;
      case 'notice':
        notices.set(entry.notice.id, { ...entry.notice });
        return;
      case 'delivered': {
        const notice = notices.get(entry.id);
        if (notice) notice.delivered = true;
      }
    }
  };
  const journal: Journal<Entry> = openJournal<Entry>(folder, apply);

  return {
    payments,
    tokens,
    answers,
    notices,
    byReference: (provider, reference) => references.get(`${provider} ${reference}`) ?? [],
    keepToken: (token) => journal.append({ kind: 'token', token }),
    useToken: (token) => journal.append({ kind: 'token-used', token }),
    open(payment) {
      journal.append({ kind: 'payment', payment });
      return payments.get(payment.id) as Payment;
    },
    record(payment, event, changes = {}) {
      const at = now().toISOString();
      journal.append({ kind: 'event', id: payment.id, event: { ...event, at }, changes });
    },
    keepAnswer: (answer) => journal.append({ kind: 'answer', answer }),
    keepNotice: (notice) => journal.append({ kind: 'notice', notice }),
    delivered: (id) => journal.append({ kind: 'delivered', id }),
    together: (work) => journal.together(work),
    close: () => journal.close(),
  };
}
