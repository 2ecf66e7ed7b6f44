import type { payment } from '@shop/contracts';
import { request } from 'undici';
import { z } from 'zod';

const PROVIDER_LIMIT_MS = 5_000;

/** What the hosted card fields do: give the card to the provider, and get a token. */
export async function tokenOf(psp: string, gateway: payment.GatewayId, number: string): Promise<string> {
  const answer = await request(`${psp}/fields/${gateway}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number, expiry: '12/30', cvc: '123' }),
    signal: AbortSignal.timeout(PROVIDER_LIMIT_MS),
  });
  return z.object({ token: z.string() }).parse(await answer.body.json()).token;
}

/** Answers the bank's question on its page. */
export async function answerAt(page: string, answer: 'approve' | 'refuse'): Promise<void> {
  const { statusCode, body } = await request(page, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ answer }).toString(),
    signal: AbortSignal.timeout(PROVIDER_LIMIT_MS),
  });
  await body.dump();
  if (statusCode >= 500) throw new Error(`the bank's page answers ${statusCode}`);
}
