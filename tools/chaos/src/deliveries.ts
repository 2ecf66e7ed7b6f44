import { z } from 'zod';

const Handled = z.looseObject({
  msg: z.literal('message'),
  id: z.string(),
  message: z.string(),
  outcome: z.enum(['ok', 'retry', 'dead']),
});

// Each process of a service handles its own copy of these besides the service's one: they come twice without a fault.
const COPIED = new Set(['catalogue.product-changed.v1', 'dispatch.order-changed.v1']);

/** What became of messages, counted from the lines that services write about each attempt. */
export interface Deliveries {
  readonly handled: number;
  /** Handled well before, delivered again, and recognised. */
  readonly again: number;
  readonly retried: number;
  readonly dead: number;
}

export class DeliveryCount {
  readonly #seen = new Set<string>();
  #handled = 0;
  #again = 0;
  #retried = 0;
  #dead = 0;

  /** A line of a service's log. */
  read(service: string, text: string): void {
    if (!text.includes('"message"') || !text.startsWith('{')) return;
    const line = Handled.safeParse(parsed(text));
    if (!line.success) return;
    const { id, message, outcome } = line.data;
    if (outcome === 'retry') this.#retried += 1;
    if (outcome === 'dead') this.#dead += 1;
    if (outcome !== 'ok') return;
    this.#handled += 1;
    const known = `${service} ${id}`;
    if (this.#seen.has(known) && !COPIED.has(message)) this.#again += 1;
    this.#seen.add(known);
  }

  get figures(): Deliveries {
    return { handled: this.#handled, again: this.#again, retried: this.#retried, dead: this.#dead };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
