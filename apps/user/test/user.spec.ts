import { user } from '@shop/contracts';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { PASSWORD, startUser } from './world.ts';

let world: Awaited<ReturnType<typeof startUser>>;
beforeAll(async () => {
  world = await startUser();
});
afterAll(() => world?.stop());

const asWeb: typeof world.asWeb = (route, input) => world.asWeb(route, input);
const as: typeof world.as = (who, route, input) => world.as(who, route, input);
const newMember = () => world.newMember();
const newName = () => world.newName();
const login = (who: string, password: string) => world.login(who, password);
const refresh = (refreshToken: string) => world.refresh(refreshToken);

describe('an account', () => {
  it('can be opened and signed in to, by name or e-mail, however capitalised', async () => {
    const ada = await newMember();
    expect(ada.shopper).toMatchObject({ kind: 'member', name: ada.name });
    for (const who of [ada.name, ada.email, ada.email.toUpperCase(), ada.name.toUpperCase()]) {
      expect(await login(who, PASSWORD)).toMatchObject({
        status: 201,
        body: { shopper: { id: ada.shopper.id } },
      });
    }
    await world.broker.hear(user.registered, (e) => e.accountId === ada.shopper.id);
  });

  it('cannot be opened twice, with a guessable password or a bad address', async () => {
    const ada = await newMember();
    const tryWith = (body: object) =>
      asWeb(user.register, {
        body: { name: newName(), email: `${uuid()}@x.org`, password: PASSWORD, ...body },
      });
    expect(await tryWith({ email: ada.email })).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect(await tryWith({ name: ada.name.toUpperCase() })).toMatchObject({
      status: 409,
      body: { code: 'name_taken' },
    });
    expect(await tryWith({ password: 'password1' })).toMatchObject({
      status: 422,
      body: { code: 'password_too_common' },
    });
    expect(await tryWith({ password: 'short' })).toMatchObject({ status: 400 });
    expect(await tryWith({ email: 'not an address' })).toMatchObject({ status: 400 });
    expect(await tryWith({ role: 'admin' })).toMatchObject({ status: 400 });
  });

  it('is one, when the same is opened five times at once', async () => {
    const body = { name: newName(), email: `${uuid()}@x.org`, password: PASSWORD };
    const answers = await Promise.all(Array.from({ length: 5 }, () => asWeb(user.register, { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('answers the same for an unknown name as for a wrong password, and is not fooled by operators', async () => {
    const ada = await newMember();
    const wrong = await login(ada.name, 'not the password');
    const unknown = await login(newName(), 'not the password');
    const { traceId: _, ...a } = wrong.body as { traceId?: string };
    const { traceId: __, ...b } = unknown.body as { traceId?: string };
    expect(wrong.status).toBe(401);
    expect(a).toEqual(b);
    const injected = await asWeb(user.login, { body: { login: { $gt: '' }, password: { $gt: '' } } });
    expect(injected.status).toBe(400);
  });

  it('slows guessing down and lets few guesses through, even many at once', async () => {
    const ada = await newMember();
    const guesses = await Promise.all(
      Array.from({ length: 60 }, (_, i) => login(ada.name, `guess number ${i}`)),
    );
    const reached = guesses.filter(({ status }) => status === 401).length;
    const refused = guesses.filter(({ status }) => status === 429);
    expect(reached).toBeLessThanOrEqual(10);
    expect(refused.length).toBe(60 - reached);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login((await newMember()).name, PASSWORD)).status).toBe(201);
  });

  it('has a profile that its owner alone reads and changes', async () => {
    const ada = await newMember();
    expect((await as(ada, user.getProfile)).body).toMatchObject({
      name: ada.name,
      email: ada.email,
      newsletter: false,
    });
    const name = newName();
    const changed = await as(ada, user.updateProfile, { body: { name, newsletter: true } });
    expect(changed.body).toMatchObject({ name, newsletter: true });
    expect(JSON.stringify(changed.body)).not.toContain('argon2');
    const bob = await newMember();
    expect(await as(bob, user.updateProfile, { body: { name } })).toMatchObject({ status: 409 });
    expect(await as(bob, user.updateProfile, { body: { email: ada.email } })).toMatchObject({ status: 409 });
    expect((await send(world.url, user.getProfile)).status).toBe(401);
  });

  it('gets a new password for the old one, and other sessions end', async () => {
    const here = await newMember();
    const elsewhere = (await login(here.name, PASSWORD)).body;
    const change = (current: string, next: string) =>
      as(here, user.changePassword, { body: { current, next } });
    expect(await change('wrong', 'a whole new password')).toMatchObject({
      status: 422,
      body: { code: 'wrong_password' },
    });
    expect((await change(PASSWORD, 'a whole new password')).status).toBe(200);
    expect((await refresh(elsewhere.refreshToken)).body.code).toBe('session_revoked');
    expect((await refresh(here.refreshToken)).status).toBe(200);
    expect((await login(here.name, PASSWORD)).status).toBe(401);
    expect((await login(here.name, 'a whole new password')).status).toBe(201);
  });

  it('can be deleted, by its owner with the password, and every service hears of it', async () => {
    const ada = await newMember();
    expect((await as(ada, user.deleteAccount, { body: { password: 'wrong' } })).status).toBe(422);
    expect((await as(ada, user.deleteAccount, { body: { password: PASSWORD } })).status).toBe(200);
    await world.broker.hear(user.deleted, (e) => e.accountId === ada.shopper.id);
    expect((await login(ada.name, PASSWORD)).status).toBe(401);
    expect((await refresh(ada.refreshToken)).body.code).toBe('session_revoked');
    expect((await as(ada, user.getProfile)).status).toBe(404);
    expect(
      (await asWeb(user.register, { body: { name: ada.name, email: ada.email, password: PASSWORD } })).status,
    ).toBe(201);
  });
});

describe('addresses', () => {
  const address = {
    name: 'Ada',
    street: 'Main St 1',
    postcode: '10117',
    cityId: 1,
    city: 'Berlin',
    country: 'DE',
  };

  it('can be saved, changed and deleted; one is the default', async () => {
    const ada = await newMember();
    const first = (await as(ada, user.addAddress, { body: address })).body;
    const second = (
      await as(ada, user.addAddress, { body: { ...address, street: 'Side St 2', isDefault: true } })
    ).body;
    expect([first.isDefault, second.isDefault]).toEqual([true, true]);
    const list = async () =>
      (await as(ada, user.listAddresses)).body.items.map((a) => [a.street, a.isDefault]);
    expect(await list()).toEqual([
      ['Main St 1', false],
      ['Side St 2', true],
    ]);
    await as(ada, user.changeAddress, {
      params: { addressId: first.id },
      body: { ...address, street: 'New St 3' },
    });
    await as(ada, user.deleteAddress, { params: { addressId: second.id } });
    expect(await list()).toEqual([['New St 3', true]]);
  });

  it('belong to their owner', async () => {
    const [ada, bob] = [await newMember(), await newMember()];
    const { id } = (await as(ada, user.addAddress, { body: address })).body;
    const params = { params: { addressId: id } };
    expect(await as(bob, user.changeAddress, { ...params, body: address })).toMatchObject({ status: 404 });
    expect(await as(bob, user.deleteAddress, params)).toMatchObject({
      status: 404,
      body: { code: 'address_not_found' },
    });
    expect((await as(ada, user.listAddresses)).body.items).toHaveLength(1);
  });

  it('all count when ten are saved at once', async () => {
    const ada = await newMember();
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        as(ada, user.addAddress, { body: { ...address, street: `St ${i}` } }),
      ),
    );
    const { items } = (await as(ada, user.listAddresses)).body;
    expect(items).toHaveLength(10);
    expect(items.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });
});

describe('a session', () => {
  it('gives guests an id too, and tokens that every service can check', async () => {
    const { status, body } = await asWeb(user.createGuest);
    expect(status).toBe(201);
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', world.url));
    const { payload, protectedHeader } = await jwtVerify(body.accessToken, keys, {
      audience: 'shopstack',
      issuer: 'shopstack',
    });
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    expect(payload).toMatchObject({ sub: body.shopper.id, kind: 'guest', admin: false });
    expect((payload.exp as number) - (payload.iat as number)).toBe(300);
    expect((await as(body, user.getProfile)).status).toBe(401);
  });

  it('is renewed by its refresh token; twenty at once get the same successor', async () => {
    const { refreshToken } = await newMember();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    expect(answers[0]?.body.refreshToken).not.toBe(refreshToken);
    expect(decodeJwt(answers[0]?.body.accessToken as string).kind).toBe('member');
  });

  it('ends for everybody when an old refresh token turns up', async () => {
    const first = (await newMember()).refreshToken;
    const second = (await refresh(first)).body.refreshToken;
    const third = (await refresh(second)).body.refreshToken;
    expect((await refresh(first)).body.code).toBe('session_revoked');
    expect((await refresh(third)).body.code).toBe('session_revoked');
  });

  it('ends at sign-out', async () => {
    const { refreshToken } = await newMember();
    expect((await asWeb(user.revokeSession, { body: { refreshToken } })).status).toBe(200);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh('made.1.up-and-long-enough')).status).toBe(401);
  });

  it('can be started by the gateway alone', async () => {
    expect((await send(world.url, user.createGuest)).status).toBe(401);
    const { accessToken } = await newMember();
    expect((await send(world.url, user.createGuest, {}, { token: accessToken })).status).toBe(403);
  });
});

describe('the newsletter', () => {
  it('takes anybody, tells only services who, and lets each go by the link', async () => {
    const email = `${uuid()}@example.org`;
    await send(world.url, user.subscribe, { body: { email: email.toUpperCase() } });
    await send(world.url, user.subscribe, { body: { email } });
    const subscribers = async () =>
      (await asWeb(user.listSubscribers, { query: { size: 100 } })).body.items.filter(
        (s) => s.email === email,
      );
    const [subscriber, ...more] = await subscribers();
    expect(more).toEqual([]);
    const token = subscriber?.unsubscribeToken ?? '';
    const listens = async () => (await asWeb(user.getSubscription, { params: { token } })).body;
    expect(await listens()).toEqual({ subscribed: true });
    expect((await send(world.url, user.listSubscribers)).status).toBe(401);
    await send(world.url, user.unsubscribe, { body: { token } });
    expect(await subscribers()).toEqual([]);
    expect(await listens()).toEqual({ subscribed: false });
  });

  it('is told in parts, of which each begins where the one before it ended', async () => {
    const emails = Array.from({ length: 5 }, () => `${uuid()}@example.org`);
    for (const email of emails) await send(world.url, user.subscribe, { body: { email } });
    const told: string[] = [];
    for (let after: string | undefined; ; ) {
      const query = { size: 2, ...(after !== undefined && { after }) };
      const { items } = (await asWeb(user.listSubscribers, { query })).body;
      expect(items.length).toBeLessThanOrEqual(2);
      const last = items.at(-1);
      if (last === undefined) break;
      told.push(...items.map(({ email }) => email));
      // Who has left does not make the next part begin later.
      if (after === undefined)
        await send(world.url, user.unsubscribe, { body: { token: items[0]?.unsubscribeToken } });
      after = last.unsubscribeToken;
    }
    expect(told).toEqual(expect.arrayContaining(emails));
    expect(new Set(told).size).toBe(told.length);
  });
});

describe('for a demonstration', () => {
  it.each([
    ['user', 'password', undefined],
    ['stan', 'bigbrain', undefined],
    ['partner-57', 'worktogether', undefined],
    ['support', 'robots-in-repair', 'support'],
    ['merchant', 'robots-on-shelves', 'merchant'],
    ['admin', 'robots-in-charge', 'admin'],
  ])('%s is there', async (name, password, role) => {
    const { shopper } = (await login(name, password)).body;
    expect(shopper).toEqual({ id: shopper.id, kind: 'member', name, ...(role && { role }) });
  });
});
