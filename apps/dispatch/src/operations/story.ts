import type { catalogue, dispatch, Origin, Output, payment, shipping } from '@shop/contracts';
import type { OrderRecord } from '../order/order.ts';
import { present } from '../order/order.view.ts';

type Entry = dispatch.StoryEntry;

/** An e-mail about an order, as it was or is to be sent. */
export interface StoryMail {
  kind: string;
  attempts: number;
  dueAt?: Date | undefined;
  settledAt?: Date | undefined;
  outcome?: string | undefined;
  error?: string | undefined;
}

/** All that is known of an order; what nobody told is missing. */
export interface Sources {
  order: OrderRecord;
  mails: StoryMail[];
  payment?: payment.Payment | null | undefined;
  shipment?: shipping.Shipment | null | undefined;
  reservation?: Output<typeof catalogue.reservationOfOrder>['reservation'] | undefined;
  waiting: dispatch.WaitingMessage[];
  deadLetters: dispatch.DeadLetter[];
}

/** Everything that happened, in the order of time. What happened at the same moment stays in the order given here. */
export function entriesOf({ order, ...rest }: Sources): Entry[] {
  const entries = [
    ...ownEntries(order),
    ...stockEntries(rest.reservation),
    ...paymentEntries(rest.payment),
    ...shippingEntries(rest.shipment),
    ...rest.mails.flatMap(mailEntry),
    ...rest.waiting.map(waitingEntry),
    ...rest.deadLetters.flatMap(deadEntry),
  ];
  return entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Every version that had a hand in the order: those that decided, and those whose messages it heard. */
export function versionsOf({ history }: OrderRecord): Origin[] {
  const all = history.flatMap(({ version, sender }) => [
    { service: 'dispatch', version },
    ...(sender == null ? [] : [sender]),
  ]);
  const unique = new Map(all.map((one) => [`${one.service} ${one.version}`, one]));
  return [...unique.values()].toSorted((a, b) =>
    a.service < b.service ? -1 : a.service > b.service ? 1 : 0,
  );
}

function ownEntries({ history }: OrderRecord): Entry[] {
  return history.map(({ at, from, to, cause, messageId, attempt, sender, version }, place) => ({
    at: at.toISOString(),
    part: 'order',
    text: place === 0 ? 'placed' : from === to ? `noted, still ${to}` : `${from} → ${to}`,
    state: to,
    cause,
    ...present({ messageId, attempt, from: sender }),
    by: { service: 'dispatch', version },
  }));
}

function stockEntries(reservation: Sources['reservation']): Entry[] {
  if (reservation == null) return [];
  const { state, lines, createdAt, updatedAt, expiresAt } = reservation;
  const wanted = lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');
  const asked: Entry = {
    at: createdAt,
    part: 'stock',
    text: wanted === '' ? 'released before anything was asked for' : `asked for ${wanted}`,
  };
  const until = state === 'reserved' ? `, kept until ${expiresAt}` : '';
  return [asked, { at: updatedAt, part: 'stock', text: `the reservation is ${state}${until}`, state }];
}

function paymentEntries(paid: Sources['payment']): Entry[] {
  if (paid == null) return [];
  const counts = new Map<string, number>();
  return paid.attempts.flatMap(({ operation, reference, outcome, reason, startedAt, settledAt }) => {
    const attempt = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, attempt);
    const about = { part: 'payment' as const, attempt, reference };
    const why = reason === undefined ? '' : `: ${reason}`;
    const open = settledAt === undefined;
    const began: Entry = {
      at: startedAt,
      ...about,
      text: `${operation} asked of ${paid.gateway}${open ? `, ${outcome}${why}` : ''}`,
      state: open ? outcome : 'started',
    };
    if (settledAt === undefined) return [began];
    return [began, { at: settledAt, ...about, text: `${operation} ${outcome}${why}`, state: outcome }];
  });
}

function shippingEntries(shipment: Sources['shipment']): Entry[] {
  if (shipment == null) return [];
  return shipment.history.map(({ at, status, place }) => ({
    at,
    part: 'shipping',
    text: place === '' ? status : `${status}, ${place}`,
    state: status,
    reference: shipment.trackingNumber,
  }));
}

function mailEntry({ kind, attempts, dueAt, settledAt, outcome, error }: StoryMail): Entry[] {
  const at = settledAt ?? dueAt;
  if (at === undefined) return [];
  const state = outcome ?? 'waiting';
  const said = settledAt === undefined ? 'to be sent' : state;
  return [
    {
      at: at.toISOString(),
      part: 'mail',
      text: `${kind} ${said}${error === undefined ? '' : `: ${error}`}`,
      state,
      attempt: attempts,
    },
  ];
}

function waitingEntry({ service, id, type, at }: dispatch.WaitingMessage): Entry {
  return { at, part: 'message', text: `${type} waits in the outbox of ${service}`, messageId: id };
}

function deadEntry(letter: dispatch.DeadLetter): Entry[] {
  const { service, id, type, reason, error, attempts, deadAt, firstFailedAt, from } = letter;
  const at = deadAt ?? firstFailedAt;
  if (at === undefined) return [];
  const text = `${service} gave ${type} up (${reason})${error === undefined ? '' : `: ${error}`}`;
  return [
    { at, part: 'message', text, state: 'dead', messageId: id, attempt: attempts, ...present({ from }) },
  ];
}
