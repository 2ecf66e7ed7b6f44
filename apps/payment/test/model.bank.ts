import type { Notice, Result, View } from '../src/gateway/gateway.ts';
import type { Operation } from '../src/payment.ts';

export const AMOUNT = 1000;
/** The queries of real providers lag by up to a minute. */
const LAG_MS = 60_000;

interface Held {
  at: Date;
  is: 'asking' | 'held' | 'declined' | 'voided';
  captured: number;
  refunded: number;
}

/** A payment provider as its documents have it: what it was told to do it does, whether or not its answer arrives. */
export class Bank {
  readonly payments = new Map<string, Held>();
  readonly notices: Notice[] = [];
  private readonly asksShopper: boolean;
  private ids = 0;

  constructor(asksShopper: boolean) {
    this.asksShopper = asksShopper;
  }

  get captured(): number {
    return sum([...this.payments.values()].map(({ captured }) => captured));
  }
  get refunded(): number {
    return sum([...this.payments.values()].map(({ refunded }) => refunded));
  }
  /** How many authorisations lie open. */
  get withheld(): number {
    return [...this.payments.values()].filter(({ is, captured }) => is === 'held' && captured === 0).length;
  }

  authorise(reference: string, at: Date): Result {
    this.payments.set(reference, { at, is: this.asksShopper ? 'asking' : 'held', captured: 0, refunded: 0 });
    this.notify(reference, this.asksShopper ? 'challenge' : 'authorised');
    const handle = { id: reference };
    return this.asksShopper
      ? { is: 'challenged', handle, url: `https://bank.example/${reference}` }
      : { is: 'authorised', handle };
  }

  /** Captures, voids or pays back; says no to what cannot be. */
  move(operation: Exclude<Operation, 'authorise'>, reference: string | undefined, amount: number): Result {
    const held = this.payments.get(reference ?? '');
    if (reference === undefined || held === undefined || held.is === 'voided' || held.is === 'declined')
      return { is: 'refused', reason: 'gone' };
    if (operation === 'capture') {
      if (held.captured + amount > AMOUNT) return { is: 'refused', reason: 'captured' };
      held.captured += amount;
    }
    if (operation === 'void') {
      if (held.captured > 0) return { is: 'refused', reason: 'captured' };
      held.is = 'voided';
    }
    if (operation === 'refund') {
      if (held.refunded + amount > held.captured) return { is: 'refused', reason: 'too_much' };
      held.refunded += amount;
    }
    const about = { capture: 'captured', void: 'voided', refund: 'refunded' } as const;
    this.notify(reference, about[operation]);
    return { is: 'done' };
  }

  view(reference: string, now: Date): View {
    const held = this.payments.get(reference);
    if (held === undefined || now.getTime() - held.at.getTime() < LAG_MS) return { is: 'missing' };
    const { captured, refunded } = held;
    const seen = { handle: { id: reference }, amount: AMOUNT, captured, refunded };
    if (held.is === 'asking')
      return { is: 'challenged', answered: false, url: `https://bank.example/${reference}`, ...seen };
    return { is: held.is === 'held' ? 'authorised' : held.is, ...seen };
  }

  /** The shopper answers the bank. */
  answer(yes: boolean): void {
    for (const [reference, held] of this.payments) {
      if (held.is !== 'asking') continue;
      held.is = yes ? 'held' : 'declined';
      this.notify(reference, yes ? 'authorised' : 'refused');
    }
  }

  /** Somebody pays back at the provider's own page. */
  payBackByHand(amount: number): void {
    for (const [reference, held] of this.payments) {
      const back = Math.min(amount, held.captured - held.refunded);
      if (back < 1) continue;
      held.refunded += back;
      this.notify(reference, 'refunded');
    }
  }

  /** The bank gives up what nobody captured. */
  lapse(): void {
    for (const [reference, held] of this.payments) {
      if (held.is !== 'held' || held.captured > 0) continue;
      held.is = 'voided';
      this.notify(reference, 'voided');
    }
  }

  private notify(reference: string, about: Notice['about']): void {
    this.notices.push({ id: `n${++this.ids}`, reference, about });
  }
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
