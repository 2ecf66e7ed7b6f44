import { ServiceTokens } from '@shop/auth';
import { type CallInput, type catalogue, dispatch, user } from '@shop/contracts';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { send } from '../../support/http.ts';
import { mailsTo, newProduct, Shopper, the } from '../../support/shopper.ts';
import type { PlacedOrder, Run } from './run.ts';

const LIMIT_MS = 10_000;
const NEW_PASSWORD = 'a battery that is correct';

/** Somebody of the shop does something; that it was done before, by a try whose answer was lost, is as good. */
async function doneBy(role: 'support' | 'admin', route: Deciding, input: object): Promise<boolean> {
  const { status, body } = await (await the(role)).ask(route, input as CallInput<Deciding>);
  return status < 300 || body.code === 'return_decided' || body.code === 'refund_decided';
}
type Deciding = typeof dispatch.decideReturn | typeof dispatch.receiveReturn | typeof dispatch.decideRefund;

/** A second person agrees to whatever refund of an order waits for one. */
export async function agreeToRefund(run: Run, orderId: string, role: 'support' | 'admin'): Promise<void> {
  const params = { orderId };
  await run.patiently('agreed to by a second person', async () => {
    const { refunds } = await (await the(role)).do(dispatch.getAnyOrder, { params });
    const waiting = refunds.find(({ state }) => state === 'waiting');
    if (waiting === undefined) return refunds.length > 0;
    const input = { params: { orderId, refundId: waiting.id }, body: { approve: true } };
    return doneBy(role, dispatch.decideRefund, input);
  });
}

/** Sends everything of an order back; two people of the shop take it, and pay for it. */
export async function sendBack(run: Run, { id: orderId, shopper }: PlacedOrder): Promise<void> {
  // Services were dead for longer than its stock was held.
  if ((await run.patiently('seen', () => shopper.see(orderId))).state !== 'delivered') return;
  const lines: catalogue.StockLine[] = run.products.map((sku) => ({ sku, quantity: 1 }));
  const key = { 'idempotency-key': uuid() };
  const body = { lines, reason: 'unwanted' as const };
  const { id: returnId } = await run.patiently('asked to be sent back', () =>
    shopper.do(dispatch.requestReturn, { params: { orderId }, body }, key),
  );
  const params = { orderId, returnId };
  await run.patiently('agreed to', () =>
    doneBy('support', dispatch.decideReturn, { params, body: { approve: true } }),
  );
  await run.patiently('received', () =>
    doneBy('support', dispatch.receiveReturn, { params, body: { restock: lines } }),
  );
  await agreeToRefund(run, orderId, 'admin');
  await run.patiently('paid for', async () => {
    const { returns } = await shopper.see(orderId);
    return returns.some(({ id, state }) => id === returnId && state === 'refunded');
  });
}

/** What the gateway's own pages ask the user service for. */
async function asWeb(
  run: Run,
  route: typeof user.askReset | typeof user.resetPassword | typeof user.confirmEmail,
  body: object,
): Promise<boolean> {
  const { urls, serviceSecret } = run.shop.at;
  const token = await new ServiceTokens('web', serviceSecret).mint('user');
  const { status } = await send(urls.user, route, { body } as CallInput<typeof route>, { token });
  return status < 300;
}

/** The token in the newest link to this page that came to somebody. */
async function linkTo(page: 'reset' | 'verify', email: string): Promise<string | false> {
  const texts = (await mailsTo(email)).map(({ text }) => text);
  const found = texts.flatMap((text) => new RegExp(`/${page}\\?token=([\\w.%-]+)`).exec(text)?.[1] ?? []);
  return decodeURIComponent(found.at(-1) ?? '') || false;
}

/** Somebody opens an account, confirms the address by the letter, and sets a new password by another. */
export async function getLetters(run: Run): Promise<void> {
  const member = await run.patiently('a member', () => new Shopper().register());
  const { email } = member;
  const verify = await run.patiently('written to', () => linkTo('verify', email));
  await run.patiently('confirmed', () => asWeb(run, user.confirmEmail, { token: verify }));
  await run.patiently('asked for a letter', () => asWeb(run, user.askReset, { email }));
  const reset = await run.patiently('written to again', () => linkTo('reset', email));
  await run.patiently('able to sign in with the new password', async () => {
    // A link that worked without an answer is over; the password tells.
    await asWeb(run, user.resetPassword, { token: reset, password: NEW_PASSWORD });
    return new Shopper().login(email, NEW_PASSWORD);
  });
}

/** A merchant adds a picture to a product of its own, again until there is an answer: it must be there once, and whole. */
export async function addPicture(run: Run): Promise<void> {
  const { sku } = await run.patiently('on sale', () => newProduct());
  const background = { r: 20, g: 120, b: 200 };
  const create = { width: 1_700, height: 900, channels: 3 as const, background };
  const file = await sharp({ create }).jpeg().toBuffer();
  const items = await run.patiently('given a picture', async () =>
    (await the('merchant')).addPicture(sku, file, 'From the left'),
  );
  if (items.length !== 1) throw new Error(`${sku} has ${items.length} pictures`);
  const files = items.flatMap(({ src, srcset }) => [
    src,
    ...srcset.split(', ').map((one) => one.split(' ')[0]),
  ]);
  for (const src of files.filter((one) => one !== undefined && one !== ''))
    await run.patiently('shown', async () => {
      const limits = { signal: AbortSignal.timeout(LIMIT_MS) };
      return (await fetch(new URL(src ?? '', run.shop.url), limits)).ok;
    });
}
