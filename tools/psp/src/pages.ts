import { readFileSync } from 'node:fs';
import type { Payment, Provider } from './book.ts';
import { testCards } from './cards.ts';

const asset = (name: string) => readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8');

/** The files served below `/assets/`. */
export const assets: Record<string, { type: string; body: string }> = {
  'fields.js': { type: 'text/javascript; charset=utf-8', body: asset('fields.js') },
  'fields.css': { type: 'text/css; charset=utf-8', body: asset('fields.css') },
  'page.css': { type: 'text/css; charset=utf-8', body: asset('page.css') },
};
const fields = asset('fields.html');

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] as string);

export function fieldsPage(provider: Provider, origin: string, theme: string): string {
  const values: Record<string, string> = { provider, origin, theme };
  return fields.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? ''));
}

const page = (title: string, body: string, narrow = false) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/assets/page.css"></head>
<body><main${narrow ? ' class="narrow"' : ''}>${body}</main></body></html>`;

export const money = (amount: number, currency: string) => {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
};

export function challengePage(payment: Payment): string {
  const { brand, last4 } = payment.card;
  return page(
    'Confirm your payment',
    `<h1>Confirm your payment</h1>
<p class="muted">Your bank asks if it is you who is paying (3-D Secure).</p>
<p class="amount">${escapeHtml(money(payment.amount, payment.currency))}</p>
<p>With ${escapeHtml(brand)} ending in ${escapeHtml(last4)}</p>
<form method="post" class="actions">
<button class="main" name="answer" value="approve">Approve</button>
<button name="answer" value="refuse">Refuse</button>
</form>`,
    true,
  );
}

export const notePage = (title: string, text: string) =>
  page(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`, true);

const spaced = (digits: string) => digits.replace(/(\d{4})(?=\d)/g, '$1 ');

export const indexPage = () =>
  page(
    'Payment providers for development',
    `<h1>Payment providers for development</h1>
<p>This server plays Worldpay and Stripe. No money moves. Any later date and any security code will do, and any
amount. A valid number that is not in the list is approved.</p>
<table><thead><tr><th>Card number</th><th>What happens</th></tr></thead><tbody>
${testCards.map((card) => `<tr><td>${spaced(card.number)}</td><td>${escapeHtml(card.label)}</td></tr>`).join('\n')}
</tbody></table>
<p><a href="/_ledger">The ledger</a>: what was really authorised, captured, voided and refunded.
<a href="/_control/faults">The faults</a> in force.</p>`,
  );
