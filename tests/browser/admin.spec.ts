import { join } from 'node:path';
import { dispatch } from '@shop/contracts';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProduct, Shopper, theAdmin } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { desk, launch, open, phone, pictures, signIn } from './support/browser.ts';
import { plant } from './support/letters.ts';

/** Nobody else in this run touches its dead letters. */
const SERVICE = 'ratings';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** A page of the admin's. */
async function asAdmin(options: BrowserContextOptions): Promise<Page> {
  const { page, context } = await open(browser, options);
  await signIn(context, 'admin', 'robots-in-charge');
  return page;
}

const letter = async (id: string) => {
  const admin = await theAdmin();
  return (await admin.ask(dispatch.showDeadLetter, { params: { service: SERVICE, id } })).body;
};

describe('an admin', () => {
  it('replays a dead letter, reads it, and drops it with a reason, all without JavaScript', async () => {
    const id = await plant(SERVICE, '{ "no": "envelope", "of": "ada@example.org" }');
    const page = await asAdmin({ javaScriptEnabled: false });
    await page.goto(`${shop.at.url}/admin/dead-letters?service=${SERVICE}`);
    const item = page.getByRole('listitem').filter({ hasText: id });
    await expect.poll(() => item.getByText('put there by somebody').count()).toBe(1);
    await item.getByRole('button', { name: `Replay to ${SERVICE}` }).click();
    await page.getByRole('status').filter({ hasText: 'went back to its service' }).waitFor();
    await until('it has died in its service', async () => (await letter(id)).reason === 'malformed');
    await page.goto(`${shop.at.url}/admin/dead-letters/${SERVICE}/${id}`);
    expect(await page.locator('pre').innerText()).toContain('"of": "[blanked]"');
    await page.getByText('Drop it for good').click();
    await page.getByLabel('Reason').fill('planted by a test');
    await page.getByLabel('Yes, nobody needs it any more').check();
    await page.getByRole('button', { name: 'Drop', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'It is gone' }).waitFor();
    expect(await page.getByText(id).count()).toBe(0);
    const admin = await theAdmin();
    const { items } = await admin.do(dispatch.listAudit, { query: { subject: `${SERVICE}/${id}` } });
    expect(items.map(({ what, reason }) => [what, reason])).toEqual([
      ['dead-letter-dropped', 'planted by a test'],
      ['dead-letter-replayed', undefined],
    ]);
  });

  it('reads dead letters and the story of an order on a phone and on a desk, by day and by night', async () => {
    const id = await plant(SERVICE, 'not JSON at all');
    const shopper = new Shopper();
    await shopper.add((await newProduct()).sku);
    const order = await shopper.buy();
    await shopper.waitForState(order.id, 'delivered');
    const params = { orderId: order.id };
    await until('everybody has done their part', async () => {
      const { entries } = await (await theAdmin()).do(dispatch.getStory, { params });
      return entries.some(({ part }) => part === 'mail');
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [device, viewport] of [
        ['phone', phone],
        ['desk', desk],
      ] as const) {
        const page = await asAdmin({ colorScheme, viewport });
        for (const [name, path] of [
          ['letters', `dead-letters?service=${SERVICE}`],
          ['letter', `dead-letters/${SERVICE}/${id}`],
          ['story', `orders/${order.id}`],
        ] as const) {
          await page.goto(`${shop.at.url}/admin/${path}`, { waitUntil: 'networkidle' });
          const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
          expect(wide, `${name} on the ${device} scrolls sideways`).toBeLessThanOrEqual(0);
          await page.screenshot({
            path: join(pictures, `admin-${name}-${device}-${colorScheme}.png`),
            fullPage: true,
          });
        }
        const story = page
          .getByRole('region')
          .or(page.locator('section'))
          .filter({ hasText: 'by everybody' });
        for (const part of ['stock', 'payment', 'parcel', 'e-mail', 'order'])
          expect(await story.getByText(part, { exact: true }).count(), part).toBeGreaterThan(0);
      }
    }
    const admin = await theAdmin();
    const planted = { service: SERVICE, id } as const;
    await admin.do(dispatch.dropDeadLetter, { params: planted, body: { reason: 'planted by a test' } });
  });
});
