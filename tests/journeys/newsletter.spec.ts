import { user } from '@shop/contracts';
import { expect, it } from 'vitest';
import { mailsTo, newProduct, Shopper } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';

it('who asked for it hears of a new product, finds it by the link, and can leave by the other', async () => {
  const reader = new Shopper();
  await reader.do(user.subscribe, { body: { email: reader.email } });
  const product = await newProduct();
  const mail = await until('the news', async () =>
    (await mailsTo(reader.email)).find(({ text }) => text.includes(product.name)),
  );
  const links = [...mail.text.matchAll(/https?:\/\/\S+/g)].map(([link]) => new URL(link));
  const toProduct = links.find(({ pathname }) => pathname.endsWith(product.sku)) as URL;
  const page = await fetch(shop.at.url + toProduct.pathname, { signal: AbortSignal.timeout(20_000) });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(product.name);

  const leave = links.find(({ searchParams }) => searchParams.has('token')) as URL;
  expect(
    (await fetch(shop.at.url + leave.pathname + leave.search, { signal: AbortSignal.timeout(20_000) }))
      .status,
  ).toBe(200);
  await reader.do(user.unsubscribe, { body: { token: leave.searchParams.get('token') } });
  const witness = new Shopper();
  await witness.do(user.subscribe, { body: { email: witness.email } });
  const next = await newProduct();
  const heard = async (who: Shopper) =>
    (await mailsTo(who.email)).some(({ text }) => text.includes(next.name));
  await until('the next news at somebody else', () => heard(witness));
  expect(await heard(reader)).toBe(false);
});
