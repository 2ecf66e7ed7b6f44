import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Payment, Provider } from './book.ts';
import { checkCard } from './cards.ts';
import type { Context } from './context.ts';
import { newId } from './ids.ts';
import { assets, challengePage, fieldsPage, indexPage, notePage } from './pages.ts';
import { announceStripe } from './stripe.ts';
import { announceWorldpay } from './worldpay.ts';

const TypedCard = z.strictObject({
  number: z.string().max(40),
  expiry: z.string().max(12),
  cvc: z.string().max(8),
});

/** The pages a shopper sees: hosted card fields, the bank's challenge, the list of test cards. */
export function hostedRoutes(app: FastifyInstance, context: Context): void {
  const { book, shopOrigins } = context;

  const html = (reply: FastifyReply, body: string, formTargets: readonly string[] = []) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy(formTargets))
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .header('x-content-type-options', 'nosniff')
      .send(body);
  const policy = (formTargets: readonly string[]) =>
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      `form-action ${["'self'", ...formTargets].join(' ')}`,
      `frame-ancestors ${shopOrigins.join(' ')}`,
    ].join('; ');

  app.get('/', async (_request, reply) => html(reply, indexPage()));
  app.get('/assets/:name', async (request, reply) => {
    const asset = assets[(request.params as { name: string }).name];
    if (!asset) return reply.status(404).send({ message: 'There is no such file.' });
    return reply.type(asset.type).header('x-content-type-options', 'nosniff').send(asset.body);
  });

  for (const provider of ['worldpay', 'stripe'] as const) {
    app.get(`/fields/${provider}.html`, async (request, reply) => {
      const query = z
        .looseObject({
          origin: z.string().optional(),
          theme: z.enum(['light', 'dark', 'auto']).default('auto'),
        })
        .safeParse(request.query);
      const origin = query.data?.origin ?? shopOrigins[0] ?? '';
      if (!query.success || !shopOrigins.includes(origin))
        return html(
          reply.status(400),
          notePage(
            'These card fields cannot be shown here',
            'The shop that asks is not on the list SHOP_ORIGIN.',
          ),
        );
      return html(reply, fieldsPage(provider, origin, query.data.theme));
    });
    app.post(`/fields/${provider}/token`, async (request, reply) => {
      const { origin } = request.headers;
      if (origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === request.host))
        return reply.status(403).send({ message: 'Cards are taken from our own page only.', errors: {} });
      const typed = TypedCard.safeParse(request.body);
      if (!typed.success)
        return reply.status(400).send({ message: 'Send number, expiry and cvc.', errors: {} });
      const checked = checkCard(typed.data, context.now());
      if ('errors' in checked)
        return reply.status(422).send({ message: 'Please check the card details.', errors: checked.errors });
      const token = provider === 'stripe' ? newId('pm_') : `${context.publicUrl}/sessions/${newId()}`;
      const expiresAt = new Date(context.now().getTime() + context.tokenSeconds * 1000).toISOString();
      book.keepToken({ token, provider, card: checked.card, expiresAt, used: false });
      const { brand, last4 } = checked.card;
      return reply.status(201).header('cache-control', 'no-store').send({ token, brand, last4, expiresAt });
    });
  }

  const challenged = (reference: string): Payment | undefined =>
    [...book.payments.values()].find((payment) => payment.challenge?.reference === reference);
  const gone = (reply: FastifyReply) =>
    html(
      reply.status(410),
      notePage(
        'Nothing to confirm',
        'This payment was answered already or is not known. Go back to the shop.',
      ),
    );
  const show = (reference: string, reply: FastifyReply) => {
    const payment = challenged(reference);
    if (payment?.state !== 'challenged' || payment.challenge?.answer) return gone(reply);
    return html(reply, challengePage(payment), payment.returnUrl ? [new URL(payment.returnUrl).origin] : []);
  };

  app.get('/3ds/:reference', async (request, reply) =>
    show((request.params as { reference: string }).reference, reply),
  );
  app.post('/3ds/:reference', async (request, reply) => {
    const { reference } = request.params as { reference: string };
    const answer = z.looseObject({ answer: z.enum(['approve', 'refuse']) }).safeParse(request.body);
    // Worldpay's way in is a form with a JWT, posted to the same address.
    if (!answer.success) return show(reference, reply);
    const payment = challenged(reference);
    if (payment?.state !== 'challenged' || payment.challenge?.answer) return gone(reply);
    settle(context, payment, answer.data.answer === 'approve' ? 'approved' : 'refused');
    if (!payment.returnUrl) return html(reply, notePage('Thank you', 'You can close this page.'));
    return reply.redirect(returnTo(payment), 303);
  });
}

/** Stripe goes on by itself after the answer; Worldpay waits until the merchant completes the challenge. */
function settle(context: Context, payment: Payment, answer: 'approved' | 'refused'): void {
  const { book, bank } = context;
  const from = payment.events.length;
  book.together(() => {
    bank.answer(payment, answer);
    if (payment.provider === 'worldpay') return announceWorldpay(context, payment, from);
    if (answer === 'approved') bank.authorise(payment, false);
    else bank.refuse(payment, 'challenge-refused');
    announceStripe(context, payment, from);
  });
}

function returnTo(payment: Payment): string {
  const url = new URL(payment.returnUrl as string);
  const approved = payment.challenge?.answer === 'approved';
  const given: Record<Provider, Record<string, string>> = {
    stripe: { payment_intent: payment.id, redirect_status: approved ? 'succeeded' : 'failed' },
    worldpay: { transactionReference: payment.reference, challenge: approved ? 'approved' : 'refused' },
  };
  for (const [name, value] of Object.entries(given[payment.provider])) url.searchParams.set(name, value);
  return url.href;
}
