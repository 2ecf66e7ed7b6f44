import { readFile } from 'node:fs/promises';
import { web } from '@shop/contracts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailsTo, newProduct, Shopper } from '../support/shopper.ts';
import { until } from '../support/until.ts';
import { desk, launch, open, phone, shownAtLast, signIn } from './support/browser.ts';
import { focusAt } from './support/field.ts';

const PASSWORD = 'correct horse battery';
const refused = /status of (404|422)/;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** The path behind the link of an e-mail. */
async function linkIn(subject: string, address: string): Promise<string> {
  const mail = await until(`"${subject}" to ${address}`, async () =>
    (await mailsTo(address)).findLast((one) => one.subject === subject),
  );
  const found = /https?:\/\/[^\s/]+(\/\S+token=\S+)/.exec(mail.text)?.[1];
  if (found === undefined) throw new Error(`no link in: ${mail.text}`);
  return found;
}

const fill = (page: Page, label: string, text: string) =>
  page.getByRole('main').getByLabel(label, { exact: true }).fill(text);
const press = (page: Page, name: string) =>
  page.getByRole('main').getByRole('button', { name, exact: true }).click();
const sessions = (page: Page) =>
  page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');

/** A new member at a browser of their own. */
async function aMember(options: Parameters<typeof open>[1] = {}) {
  const ada = await new Shopper().register(undefined, PASSWORD);
  const visit = await open(browser, { viewport: desk, ...options });
  await signIn(visit.context, ada.email, PASSWORD);
  return { ada, ...visit };
}
const signedIn = (context: BrowserContext, email: string) => signIn(context, email, PASSWORD);

describe('a member', () => {
  it('who forgot the password chooses a new one by e-mail, and is signed in nowhere else', async () => {
    const ada = await new Shopper().register(undefined, PASSWORD);
    const { page } = await open(browser, { viewport: phone });
    await page.goto('/login?next=/account');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await fill(page, 'E-mail address', ada.email);
    await press(page, 'Send me the link');
    await page.getByText('If there is an account with that address').waitFor();
    const link = await linkIn('Choose a new password', ada.email);
    await page.goto(link);
    await fill(page, 'New password', ada.email);
    await press(page, 'Save the new password');
    await page.getByRole('main').getByText('one of the first anybody would guess').first().waitFor();
    await focusAt(page, 'New password');
    await fill(page, 'New password', 'a staple for the horse');
    await press(page, 'Save the new password');
    await page.getByText('Your new password is saved').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await fill(page, 'User name or e-mail address', ada.email);
    await fill(page, 'Password', 'a staple for the horse');
    await press(page, 'Sign in');
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto('/account');
    await page.getByText('this device').waitFor();
    await expect.poll(() => sessions(page).count()).toBe(1);
    await page.goto(link);
    await fill(page, 'New password', 'another staple for it');
    await press(page, 'Save the new password');
    await page.getByText('This link was used already').waitFor();
    await page.getByRole('link', { name: 'Ask for a new link' }).waitFor();
    const again = await new Shopper().ask(web.startSession, {
      body: { login: ada.email, password: PASSWORD },
    });
    expect(again.status).toBe(401);
  });

  it('confirms the e-mail address, changes it, and is told beside the field what cannot be', async () => {
    const { ada, page } = await aMember();
    await page.goto('/account');
    await page.getByText(`We have sent an e-mail to ${ada.email}`).waitFor();
    await page.goto(await linkIn('Please confirm your e-mail address', ada.email));
    await press(page, 'Confirm my address');
    await page.getByText(`Thank you, ${ada.email} is confirmed.`).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'To my account' }).click();
    await page.getByRole('heading', { name: /^Hello/ }).waitFor();
    expect(await page.getByText('Please confirm your e-mail address').count()).toBe(0);

    await fill(page, 'User name', 'admin');
    await press(page, 'Save');
    await page
      .getByRole('region', { name: 'Profile' })
      .getByText('That user name is taken')
      .first()
      .waitFor();
    await focusAt(page, 'User name');
    expect(await page.getByLabel('User name').inputValue()).toBe('admin');
    await fill(page, 'Current password', 'no idea any more');
    await fill(page, 'New password', 'a staple for the horse');
    await press(page, 'Change my password');
    await page.getByText('That is not your current password').first().waitFor();
    await focusAt(page, 'Current password');

    const next = `new-${ada.email}`;
    await page.reload();
    await fill(page, 'E-mail address', next);
    await press(page, 'Save');
    await page.getByText('Your address stays as it is until you open the link').waitFor();
    await page.goto(await linkIn('Please confirm your new e-mail address', next));
    await press(page, 'Confirm my address');
    await page.getByText(`Thank you, ${next} is confirmed.`).waitFor();
    await until('the old address is told', async () =>
      (await mailsTo(ada.email)).some(({ subject }) => subject === 'Your e-mail address is about to change'),
    );
    await page.goto('/account');
    expect(await page.getByRole('main').getByLabel('E-mail address').inputValue()).toBe(next);
  });

  it('shares a wishlist by a secret link, and ends that', async () => {
    const { sku, name } = await newProduct();
    const { page } = await aMember({ viewport: phone });
    await page.goto(`/product/${sku}`);
    const heart = page.getByRole('button', { name: `Put ${name} on the wishlist` });
    await shownAtLast(heart);
    await heart.click();
    await page.getByRole('button', { name: `Take ${name} off the wishlist` }).waitFor();
    await page.goto('/wishlist');
    await press(page, 'Make a link');
    const link = new URL(await page.getByLabel('Link to your wishlist').inputValue());
    const { page: stranger } = await open(browser, { viewport: phone, allowing: refused });
    await stranger.goto(link.pathname);
    await stranger.getByRole('heading', { name: /^The wishlist of ada/ }).waitFor();
    await stranger.getByRole('main').getByRole('link', { name }).first().waitFor();
    expect(await stranger.getByRole('button', { name: `Move to cart: ${name}` }).count()).toBe(0);
    await press(page, 'End the link');
    await page.getByText('Nobody but you sees your wishlist.').waitFor();
    expect((await stranger.goto(link.pathname))?.status()).toBe(404);
    await page.getByRole('button', { name: `Move to cart: ${name}` }).click();
    await page.getByText('There is nothing on your wishlist yet.').waitFor();
    await page.goto('/cart');
    await page.getByRole('main').getByRole('link', { name }).first().waitFor();
  });

  it('signs out elsewhere, takes all data along, and deletes the account', async () => {
    const { ada, page } = await aMember({ allowing: refused });
    const other = await browser.newContext();
    await signedIn(other, ada.email);
    await other.close();
    await page.goto('/account');
    // Where the account was opened, the browser that was closed, and this one.
    await expect.poll(() => sessions(page).count()).toBe(3);
    await sessions(page).getByRole('button', { name: 'Sign out' }).first().click();
    await page.getByText('Signed out there.').waitFor();
    await expect.poll(() => sessions(page).count()).toBe(2);
    await press(page, 'Sign out everywhere else');
    await page.getByText('You are signed out everywhere else.').waitFor();
    await expect.poll(() => sessions(page).count()).toBe(1);

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download my data' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^shopstack-.*\.json$/);
    const data = JSON.parse(await readFile(await file.path(), 'utf8'));
    expect(data).toMatchObject({ profile: { email: ada.email }, orders: [], wishlist: [] });

    await fill(page, 'Your password', 'no idea any more');
    await press(page, 'Delete my account');
    await page.getByText('That is not your current password').first().waitFor();
    await focusAt(page, 'Your password');
    await fill(page, 'Your password', PASSWORD);
    await press(page, 'Delete my account');
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    const again = await new Shopper().ask(web.startSession, {
      body: { login: ada.email, password: PASSWORD },
    });
    expect(again.status).toBe(401);
  });
});
