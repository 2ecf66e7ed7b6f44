import { catalogue, type Event, type Payload, payment } from '@shop/contracts';

/** How a service speaks: `asked` when it answers a command, so that the command brings it again. */
export type Say = <E extends Event>(
  event: E,
  payload: Omit<Payload<E>, 'orderId'>,
  how: 'asked' | 'unasked',
) => void;

const eur = (amount: number) => ({ amount, currency: 'EUR' as const });

/** One product and its books, after the words of the catalogue's contract. Other shoppers take from the same shelf. */
export class Shelf {
  readonly stocked: number;
  available: number;
  sold = 0;
  /** Came back and is available again. */
  returned = 0;
  private readonly returns = new Set<string>();
  held = 0;
  secured = false;
  released = false;
  private refused = false;
  private others = 0;
  private expiresAt = 0;

  constructor(
    stocked: number,
    private readonly wanted: number,
    private readonly say: Say,
    private readonly broken: string[],
  ) {
    this.stocked = stocked;
    this.available = stocked;
  }

  get balanced(): boolean {
    return this.available >= 0 && this.available + this.held + this.sold + this.others === this.stocked;
  }

  reserve(expiresAt: string) {
    if (this.sold > 0 || this.secured) return;
    const until = Date.parse(expiresAt);
    if (this.refused || this.released || !this.take()) return this.refuse();
    this.expiresAt = Math.max(this.expiresAt, until);
    this.say(catalogue.stockReserved, { expiresAt: new Date(this.expiresAt).toISOString() }, 'asked');
  }

  secure() {
    if (this.sold > 0) return;
    if (this.refused || this.released || !this.take()) return this.refuse();
    this.secured = true;
    this.say(catalogue.stockSecured, {}, 'asked');
  }

  commit() {
    if (this.sold === 0 && !this.secured) this.broken.push('goods left that were not secured');
    this.sold += this.held;
    this.held = 0;
    this.say(catalogue.stockCommitted, {}, 'asked');
  }

  release() {
    if (this.sold > 0) this.broken.push('goods were put back that had been sold');
    this.putBack();
    this.released = true;
    this.say(catalogue.stockReleased, {}, 'asked');
  }

  comeBack({ returnId, lines }: Payload<typeof catalogue.returnStock>) {
    const quantity = sum(lines.map((one) => one.quantity));
    if (!this.returns.has(returnId)) {
      if (this.sold < quantity) this.broken.push('more came back than was sold');
      this.sold -= quantity;
      this.available += quantity;
      this.returned += quantity;
    }
    this.returns.add(returnId);
    this.say(catalogue.stockReturned, { returnId }, 'asked');
  }

  /** Whoever looks for holds that have run out comes by. */
  sweep(now: number) {
    if (this.held === 0 || this.secured || now < this.expiresAt) return;
    this.putBack();
    this.say(catalogue.stockReleased, {}, 'unasked');
  }

  /** Somebody else buys, or brings back. */
  elsewhere(change: number) {
    const taken = Math.max(-this.others, Math.min(change, this.available));
    this.others += taken;
    this.available -= taken;
  }

  private take(): boolean {
    if (this.held > 0) return true;
    if (this.available < this.wanted) return false;
    this.available -= this.wanted;
    this.held = this.wanted;
    return true;
  }

  private putBack() {
    this.available += this.held;
    this.held = 0;
    this.secured = false;
  }

  private refuse() {
    this.refused = true;
    this.putBack();
    this.say(catalogue.stockRefused, { shortages: [] }, 'asked');
  }
}

/** What the bank will do. */
export interface Mood {
  bank: 'approves' | 'declines' | 'asks the shopper' | 'hesitates';
  shopper: 'confirms' | 'refuses' | 'walks away';
  capture: 'works' | 'fails';
  refundsThatFail: number;
}

/** The payment service and the bank behind it, with a ledger of every movement of money. */
export class Bank {
  is: 'nothing' | 'pending' | 'held' | 'declined' | 'voided' | 'captured' = 'nothing';
  readonly captures: number[] = [];
  readonly refunds: { id: string; amount: number; by: 'hand' | 'whole' | 'part' }[] = [];
  private readonly failed = new Set<string>();
  private amount = 0;

  constructor(
    private readonly mood: Mood,
    private readonly say: Say,
    private readonly broken: string[],
  ) {}

  get kept(): number {
    return sum(this.captures) - sum(this.refunds.map(({ amount }) => amount));
  }

  get byHand(): number {
    return this.paidBack('hand');
  }

  paidBack(by: 'hand' | 'whole' | 'part'): number {
    return sum(this.refunds.filter((one) => one.by === by).map(({ amount }) => amount));
  }

  authorise({ amount }: Payload<typeof payment.authorisePayment>) {
    if (this.is !== 'nothing') return this.tell();
    this.is = 'pending';
    this.amount = amount.amount;
    if (this.mood.bank === 'hesitates') this.say(payment.paymentUncertain, {}, 'asked');
    else if (this.mood.bank === 'asks the shopper') this.tell();
    else this.decide();
  }

  /** The bank makes up its mind, or the shopper answers it. */
  decide() {
    if (this.is !== 'pending') return;
    const asked = this.mood.bank === 'asks the shopper';
    if (asked && this.mood.shopper === 'walks away') return;
    const no = asked ? this.mood.shopper === 'refuses' : this.mood.bank === 'declines';
    this.is = no ? 'declined' : 'held';
    this.tell();
  }

  capture() {
    if (this.is === 'captured') return this.tell();
    if (this.is !== 'held' || this.mood.capture === 'fails')
      return this.say(payment.captureFailed, { reason: 'no' }, 'asked');
    this.is = 'captured';
    this.captures.push(this.amount);
    this.tell();
  }

  void() {
    if (this.is === 'captured') return this.tell();
    if (this.is !== 'declined') this.is = 'voided';
    this.say(payment.paymentVoided, {}, 'asked');
  }

  refund({ refundId, amount }: Payload<typeof payment.refundPayment>) {
    if (this.is !== 'captured') this.broken.push(`money was to go back that is ${this.is}`);
    const done = this.refunds.find(({ id }) => id === refundId);
    if (done !== undefined) return this.refunded(done.id, done.amount, 'asked');
    const left = amount?.amount ?? this.kept;
    if (
      this.failed.has(refundId) ||
      this.failed.size < this.mood.refundsThatFail ||
      left < 1 ||
      left > this.kept
    ) {
      this.failed.add(refundId);
      return this.say(payment.refundFailed, { refundId, reason: 'no' }, 'asked');
    }
    this.refunds.push({ id: refundId, amount: left, by: amount === undefined ? 'whole' : 'part' });
    this.refunded(refundId, left, 'asked');
  }

  /** Somebody pays back at the provider's own page. */
  refundByHand(refundId: string, share: number) {
    const amount = Math.ceil(this.kept * share);
    if (this.is !== 'captured' || amount < 1) return;
    this.refunds.push({ id: refundId, amount, by: 'hand' });
    this.refunded(refundId, amount, 'unasked');
  }

  /** The bank gives an authorisation up that nobody captured. */
  lapse() {
    if (this.is !== 'held') return;
    this.is = 'voided';
    this.say(payment.paymentVoided, {}, 'unasked');
  }

  private refunded(refundId: string, amount: number, how: 'asked' | 'unasked') {
    const refundedTotal = eur(sum(this.refunds.map((one) => one.amount)));
    this.say(payment.paymentRefunded, { refundId, amount: eur(amount), refundedTotal }, how);
  }

  private tell() {
    const { is } = this;
    if (is === 'pending' && this.mood.bank === 'asks the shopper')
      this.say(payment.paymentChallenged, { challengeUrl: 'https://bank.example/ask' }, 'asked');
    if (is === 'held')
      this.say(payment.paymentAuthorised, { amount: eur(this.amount), gateway: 'worldpay' }, 'asked');
    if (is === 'declined' || is === 'voided')
      this.say(payment.paymentDeclined, { reason: is === 'declined' ? 'no' : 'voided' }, 'asked');
    if (is === 'captured') this.say(payment.paymentCaptured, { amount: eur(this.amount) }, 'asked');
  }
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
