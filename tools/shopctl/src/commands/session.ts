import { web } from '@shop/contracts';
import { ask, canAsk } from '../ask.ts';
import type { Context, Result } from '../context.ts';
import { Trouble } from '../trouble.ts';

const local = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Signs in; name and password from the environment, or asked for. */
export async function login(context: Context): Promise<Result> {
  const { shop, env, note, stop } = context;
  const { protocol, hostname } = new URL(shop.url);
  if (protocol === 'http:' && !local.test(hostname))
    note(`${shop.url} is not encrypted: who listens on the way hears the password.`);
  const { SHOPCTL_EMAIL: name, SHOPCTL_PASSWORD: password } = env;
  if (!(name && password) && !canAsk())
    throw new Trouble(
      'usage',
      'Name and password are not known and nobody can be asked here.',
      'Set SHOPCTL_EMAIL and SHOPCTL_PASSWORD.',
    );
  const who = await shop.signIn(
    name || (await ask(`E-mail address or user name at ${shop.url}: `, stop)),
    password || (await ask('Password: ', stop, true)),
  );
  return { document: { shop: shop.url, who }, text: `Signed in to ${shop.url} as ${who}.` };
}

/** Ends the session here and at the shop. */
export async function logout({ shop, file }: Context): Promise<Result> {
  const kept = file.read();
  if (kept === undefined)
    return { document: { shop: shop.url, who: null }, text: `Nobody was signed in to ${shop.url}.` };
  await shop.signOut();
  return { document: { shop: shop.url, who: kept.who }, text: `Signed out of ${shop.url}.` };
}

/** Who is signed in, by the shop's word. */
export async function whoami({ shop }: Context): Promise<Result> {
  const { shopper } = await shop.call(web.getSession, {});
  if (shopper === null)
    throw new Trouble(
      'forbidden',
      `Nobody is signed in to ${shop.url}.`,
      `Sign in: \`shopctl login --shop ${shop.url}\`.`,
    );
  return {
    document: { shop: shop.url, shopper },
    text: `${shopper.name ?? 'a guest'} at ${shop.url}${shopper.role === undefined ? '' : ` (${shopper.role})`}`,
  };
}

/** Signs in by the environment where there is no session yet: for scripts. */
export async function ensureSession(context: Context): Promise<void> {
  const { SHOPCTL_EMAIL: name, SHOPCTL_PASSWORD: password } = context.env;
  if (context.file.read() === undefined && name && password) await context.shop.signIn(name, password);
}
