import { catalogue, dispatch, user } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { startMailbox } from './mailbox.ts';
import { startShop, trackingOf } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const metrics = async () => (await fetch(`${shop.service.url}/metrics`)).text();

describe('e-mail', () => {
  it('brings a receipt with a link that opens the order, and later the tracking number', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    const receipt = await shop.mailbox.get(ada.email, /is confirmed/);
    expect(receipt.subject).toContain(placed.number);
    const [, orderId, accessKey = ''] =
      /shop\.example\/orders\/([\w-]+)\?key=([\w-]{22})/.exec(receipt.text) ?? [];
    expect(orderId).toBe(placed.id);
    expect(await send(shop.service.url, dispatch.openOrder, { params: { accessKey } })).toMatchObject({
      status: 200,
      body: { id: placed.id },
    });
    expect(receipt.text).toContain('€44.97');
    expect(receipt.html).toContain('Robot UHJ');
    expect(receipt.html).toContain('&lt;&amp; sons&gt;');
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'collected', '2026-11-22T08:00:00.000Z', 2);
    const notice = await shop.mailbox.get(ada.email, /on its way/);
    expect(notice.text).toContain(trackingOf(placed.id));
    expect(shop.mailbox.to(ada.email)).toHaveLength(2);
  });

  it('is in German about an order that was placed in German, from the subject to the page behind the link', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku, 2);
    const { body: quote } = await ada.quote();
    const placed = await ada.place({ ...ada.bodyFor(quote.token), locale: 'de' });
    const receipt = await shop.mailbox.get(ada.email, /Ihre Bestellung .* ist bestätigt/);
    expect(receipt.text).toContain(`http://shop.example/de/orders/${placed.body.id}?key=`);
    expect(receipt.text).toContain('44,97 €'.replace(' ', '\u00a0'));
    expect(receipt.text).toContain('Lieferung: Standard');
    expect(receipt.html).toContain('<html lang="de">');
    await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.body.id } });
    await shop.mailbox.get(ada.email, /storniert|erstattet/);
  });

  it('tells of a cancellation and of a refund', async () => {
    const [ada, bob] = [await shop.shopper(), await shop.shopper()];
    await ada.buys('tok_declines');
    const cancelled = await shop.mailbox.get(ada.email, /was cancelled/);
    expect(cancelled.text).toContain('The payment was declined.');
    const bought = await bob.buys();
    await bob.reaches(bought.id, 'captured');
    await bob.ask(dispatch.cancelOrder, { params: { orderId: bought.id } });
    await shop.mailbox.get(bob.email, /paid back/);
    expect(shop.mailbox.to(bob.email).map(({ subject }) => subject.replace(/ .*/, ''))).toHaveLength(2);
  });

  it('writes what the user service has to say about an account, with a link that is in no store', async () => {
    const [letterId, to] = [uuid(), `ada-${uuid()}@example.org`];
    const token = `${letterId}.a-seal-of-some-length`;
    const expiresAt = '2026-11-22T08:00:00.000Z';
    shop.letters.set(letterId, { kind: 'reset', to, name: 'Ada', token, expiresAt });
    shop.away.add('user');
    await shop.broker.say(user.letterDue, { letterId }, 2);
    await shop.broker.say(user.letterDue, { letterId: uuid() });
    shop.away.delete('user');
    const { text } = await shop.mailbox.get(to, /new password/);
    expect(text).toContain(`http://shop.example/reset?token=${token}`);
    expect(text).toContain('22 November 2026 at 08:00 UTC');
    expect(shop.mailbox.to(to)).toHaveLength(1);
    for (const kind of ['confirm', 'confirm-change', 'password-set', 'change-asked'] as const) {
      const id = uuid();
      const link = kind.startsWith('confirm') ? { token } : {};
      shop.letters.set(id, { kind, to, name: 'Ada', ...link, expiresAt });
      await shop.broker.say(user.letterDue, { letterId: id });
    }
    await until('four more', () => shop.mailbox.to(to).length === 5);
    const german = uuid();
    const toLea = `lea-${uuid()}@example.org`;
    shop.letters.set(german, { kind: 'reset', to: toLea, name: 'Lea', token, expiresAt, locale: 'de' });
    await shop.broker.say(user.letterDue, { letterId: german });
    const { text: deutsch } = await shop.mailbox.get(toLea, /neues Passwort/);
    expect(deutsch).toContain(`http://shop.example/de/reset?token=${token}`);
    expect(deutsch).toContain('22. November 2026 um 08:00 UTC');
    const texts = shop.mailbox.to(to).map((mail) => mail.text);
    expect(texts.filter((one) => one.includes(`/verify?token=${token}`))).toHaveLength(2);
    expect(texts.filter((one) => one.includes('http://shop.example/forgot'))).toHaveLength(2);
  });

  it('tells every subscriber of a new product, once, with a way out', async () => {
    shop.subscribers.length = 0;
    for (let i = 0; i < 120; i++) {
      shop.subscribers.push({
        email: `reader-${i}-${uuid().slice(-6)}@example.org`,
        unsubscribeToken: `token-${i}-${'x'.repeat(20)}`,
      });
    }
    const { sku } = shop.stock('NEW');
    const news = { sku, name: 'Brand New Robot', price: { amount: 123_400, currency: 'EUR' as const } };
    await shop.broker.say(catalogue.productAdded, news);
    await shop.broker.say(catalogue.productAdded, news);
    const received = () => shop.mailbox.mails.filter(({ subject }) => subject.includes('Brand New Robot'));
    await until('120 mails', () => received().length >= 120);
    const last = shop.subscribers.at(-1);
    const mail = await shop.mailbox.get(last?.email ?? '', /Brand New/);
    expect(mail.text).toContain(`http://shop.example/newsletter/unsubscribe?token=${last?.unsubscribeToken}`);
    expect(mail.headers).toContain('List-Unsubscribe');
    expect(mail.text).toContain('€1,234.00');
    expect(new Set(received().map(({ to }) => to)).size).toBe(120);
    expect(received()).toHaveLength(120);
  });

  it('sends no news to who left while it was waiting', async () => {
    const [stays, leaves] = ['stays', 'leaves'].map((name) => ({
      email: `${name}-${uuid().slice(-6)}@example.org`,
      unsubscribeToken: `${name}-${uuid()}`,
    }));
    if (stays === undefined || leaves === undefined) throw new Error('two were made');
    shop.subscribers.splice(0, Number.POSITIVE_INFINITY, leaves, stays);
    const tells = (name: string) =>
      shop.broker.say(catalogue.productAdded, {
        sku: shop.stock('NEWS').sku,
        name,
        price: { amount: 9900, currency: 'EUR' },
      });
    const { port } = shop.mailbox;
    await shop.mailbox.stop();
    await tells('Patient Robot');
    await until('both were tried', async () =>
      /mails_failed_total\{kind="new-product",final="false"[^}]*\} ([2-9]|\d\d)/.test(await metrics()),
    );
    shop.subscribers.splice(0, 1);
    Object.assign(shop.mailbox, await startMailbox(port));
    await until('one is asked about again', () => shop.turnedDown.has(leaves.unsubscribeToken));
    await tells('Later Robot');
    await shop.mailbox.get(stays.email, /Patient Robot/);
    await shop.mailbox.get(stays.email, /Later Robot/);
    expect(shop.mailbox.to(leaves.email)).toEqual([]);
  });

  it('holds nothing up while the mail server is away, and comes when it is back', async () => {
    const ada = await shop.shopper();
    const { port } = shop.mailbox;
    await shop.mailbox.stop();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    const health = await fetch(`${shop.service.url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'degraded' });
    const back = await startMailbox(port);
    Object.assign(shop.mailbox, back);
    await back.get(ada.email, /is confirmed/);
  });

  it('goes on with the next when an address is refused', async () => {
    const ada = await shop.shopper();
    ada.puts(shop.stock('UHJ').sku);
    const body = {
      ...ada.bodyFor((await ada.quote()).body.token),
      email: `x-${ada.email.replace('example.org', 'refuse.example')}`,
    };
    await ada.place(body);
    await until('the failure is counted', async () =>
      /mails_failed_total\{kind="receipt",final="true"[^}]*\} [1-9]/.test(await metrics()),
    );
    await ada.buys();
    await shop.mailbox.get(ada.email, /is confirmed/);
  });
});
