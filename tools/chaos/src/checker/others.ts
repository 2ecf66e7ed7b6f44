import { z } from 'zod';
import type { LedgerRow, Witnesses } from './evidence.ts';

const LIMIT_MS = 20_000;

const Ledger = z.object({
  payments: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      authorised: z.int(),
      captured: z.int(),
      voided: z.int(),
      refunded: z.int(),
      events: z.array(z.object({ type: z.string() })),
    }),
  ),
});

/** Reads the provider's own books. A payment names its order before the colon of its reference. */
export async function readLedger({ psp }: Pick<Witnesses, 'psp'>): Promise<LedgerRow[]> {
  const { payments } = Ledger.parse(await get(`${psp}/_ledger`));
  return payments.map(({ reference, events, ...payment }) => ({
    ...payment,
    orderId: reference.split(':')[0] ?? reference,
    captures: events.filter(({ type }) => type === 'captured').length,
  }));
}

const Mails = z.array(
  z.object({ subject: z.string().default(''), to: z.array(z.object({ address: z.string() })) }),
);

/** Reads the mailbox: one row a mail and recipient. */
export async function readMailbox({
  mailbox,
}: Pick<Witnesses, 'mailbox'>): Promise<{ to: string; subject: string }[]> {
  const mails = Mails.parse(await get(`${mailbox}/api/email`));
  return mails.flatMap(({ subject, to }) => to.map(({ address }) => ({ to: address, subject })));
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: the checker cannot look there.`);
  return response.json();
}
