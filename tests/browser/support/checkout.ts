import type { FrameLocator, Page } from 'playwright-core';
import { cards } from '../../support/shopper.ts';

/** Waits until the checkout knows what is kept of an order, and listens to what is typed. */
export const checkoutReady = (page: Page): Promise<void> =>
  page.getByRole('main').locator('[aria-labelledby=step][aria-busy=false]').waitFor();

/** What a shopper does at the storefront, by what they read there; every click, choice and field is counted. */
export class Shopping {
  /** Clicks, choices and fields filled in so far. */
  interactions = 0;

  constructor(readonly page: Page) {}

  /** From a product's page to the first step of the checkout. */
  async toCheckout(sku: string): Promise<void> {
    await this.page.goto(`/product/${sku}`);
    await this.press('button', 'Add to cart');
    await this.did(this.page.getByRole('link', { name: 'Check out' }).first().click());
    await this.page.getByRole('heading', { name: 'Address' }).waitFor();
    await checkoutReady(this.page);
  }

  /** Who it is for and where it goes, by hand; the country only where the shop did not know it. */
  async address(email: string): Promise<void> {
    await checkoutReady(this.page);
    const country = this.page.getByRole('main').getByLabel('Country');
    await this.fill('E-mail address', email);
    await this.fill('Full name', 'Ada Lovelace');
    await this.fill('Street and number', 'Unter den Linden 1');
    if ((await country.inputValue()) !== 'DE') await this.did(country.selectOption('DE'));
    await this.fill('Postcode', '10117');
    await this.fill('City', 'Berlin');
    // On to the next field, as one does after typing: a name that can only be one city is that city.
    await this.page.keyboard.press('Tab');
    await this.press('button', 'Go on to delivery');
    await this.page.getByRole('heading', { name: 'Delivery' }).waitFor();
  }

  async delivery(service?: string): Promise<void> {
    if (service !== undefined) await this.did(this.page.getByText(service).click());
    await this.press('button', 'Go on to payment');
  }

  async card(number: string = cards.approved): Promise<void> {
    const fields = this.fields();
    await this.did(fields.getByLabel('Card number').fill(number));
    await this.did(fields.getByLabel('Expiry').fill('12/30'));
    await this.did(fields.getByLabel('Security code').fill('123'));
    await this.press('button', 'Go on to review');
  }

  /** Pays, and tells the id of the order. */
  async pay(): Promise<string> {
    await this.press('button', /^Pay €/);
    await this.page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    return /orders\/([0-9a-f-]{36})/.exec(this.page.url())?.[1] as string;
  }

  /** All of it, as a guest. */
  async buy(sku: string, email: string, number: string = cards.approved): Promise<string> {
    await this.toCheckout(sku);
    await this.address(email);
    await this.delivery();
    await this.card(number);
    return this.pay();
  }

  /** The payment provider's card fields. */
  fields(): FrameLocator {
    return this.page.frameLocator('iframe[title^="Card fields"]');
  }

  press(role: 'button' | 'link' | 'option' | 'radio', name: string | RegExp): Promise<void> {
    const one = this.page.getByRole('main').getByRole(role, { name });
    return this.did(one.first().click());
  }

  fill(label: string, text: string): Promise<void> {
    return this.did(this.page.getByRole('main').getByLabel(label).fill(text));
  }

  private async did(act: Promise<unknown>): Promise<void> {
    this.interactions += 1;
    await act;
  }
}
