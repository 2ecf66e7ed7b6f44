import { user } from '@shop/contracts';
import { mongoDriverOptions } from '@shop/service';
import { createConnection } from 'mongoose';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, startUser } from './world.ts';

let world: Awaited<ReturnType<typeof startUser>>;
beforeAll(async () => {
  world = await startUser();
});
afterAll(() => world?.stop());

const NEW = 'a whole new password';
const askReset = (email: string) => world.asWeb(user.askReset, { body: { email } });
const reset = (token: string | undefined, password = NEW) =>
  world.asWeb(user.resetPassword, { body: { token, password } });
const confirm = (token: string | undefined) => world.asWeb(user.confirmEmail, { body: { token } });
const expired = { status: 410, body: { code: 'link_expired' } };

describe('a forgotten password', () => {
  it('is replaced by the link in the e-mail, once; every session ends, and a letter says so', async () => {
    const ada = await world.newMember();
    expect((await askReset(ada.email.toUpperCase())).status).toBe(200);
    const { token, name } = await world.letter('reset', ada.email);
    expect(name).toBe(ada.name);
    expect(await reset(token, 'password1')).toMatchObject({ status: 422 });
    const answers = await Promise.all([reset(token), reset(token), reset(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
    expect(await reset(token)).toMatchObject(expired);
    expect((await world.refresh(ada.refreshToken)).body.code).toBe('session_revoked');
    expect((await world.login(ada.name, PASSWORD)).status).toBe(401);
    const again = await world.login(ada.name, NEW);
    expect(again.status).toBe(201);
    expect((await world.as(again.body, user.getProfile)).body.emailConfirmed).toBe(true);
    expect((await world.letter('password-set', ada.email)).token).toBeUndefined();
  });

  it('is written about in the language of the page it was asked on, and else in that of the account', async () => {
    const lea = { name: `Lea ${uuid().slice(-6)}`, email: `${uuid()}@example.org`, password: PASSWORD };
    await world.asWeb(user.register, { body: { ...lea, locale: 'de' } });
    expect((await world.letter('confirm', lea.email)).locale).toBe('de');
    await askReset(lea.email);
    expect((await world.letter('reset', lea.email)).locale).toBe('de');
    const ada = await world.newMember();
    await world.asWeb(user.askReset, { body: { email: ada.email, locale: 'de' } });
    expect((await world.letter('reset', ada.email)).locale).toBe('de');
  });

  it('gets the same answer for an address that nobody has, and no letter', async () => {
    const email = `${uuid()}@example.org`;
    const [known, unknown] = [await askReset((await world.newMember()).email), await askReset(email)];
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
    const witness = await world.newMember();
    await askReset(witness.email);
    await world.letter('reset', witness.email);
    for (const { letterId } of world.broker.all(user.letterDue)) {
      const { letter } = (await world.asWeb(user.getAccountLetter, { params: { letterId } })).body;
      expect(letter?.to).not.toBe(email);
    }
  });

  it('is asked for a few times, then slowed down', async () => {
    const { email } = await world.newMember();
    const statuses = [];
    for (let i = 0; i < 8; i++) statuses.push((await askReset(email)).status);
    expect(statuses.slice(0, 5)).toEqual(Array(5).fill(200));
    expect(statuses).toContain(429);
  });

  it('has no use for a link that was made up, is for something else, or was overtaken', async () => {
    const ada = await world.newMember();
    const confirmation = await world.letter('confirm', ada.email);
    expect(await reset(confirmation.token)).toMatchObject(expired);
    await askReset(ada.email);
    const { token = '' } = await world.letter('reset', ada.email);
    const flipped = token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.at(-1);
    expect(await reset(flipped)).toMatchObject(expired);
    expect(await reset(`${uuid()}.${token.split('.')[1]}`)).toMatchObject(expired);
    await world.as(ada, user.changePassword, { body: { current: PASSWORD, next: NEW } });
    expect(await reset(token, 'yet another password')).toMatchObject(expired);
  });
});

describe('an e-mail address', () => {
  it('is confirmed by the link in the e-mail, which can be sent again', async () => {
    const ada = await world.newMember();
    const confirmed = async () => (await world.as(ada, user.getProfile)).body.emailConfirmed;
    expect(await confirmed()).toBe(false);
    expect((await world.as(ada, user.askConfirmation)).body).toEqual({ email: ada.email });
    const { token } = await world.letter('confirm', ada.email);
    expect((await confirm(token)).body).toEqual({ email: ada.email });
    expect(await confirmed()).toBe(true);
    expect((await confirm(token)).status).toBe(200);
    expect(await confirm(`${uuid()}.AAAA`)).toMatchObject({ status: 410 });
  });

  it('is changed once the new one is confirmed; the old one is told', async () => {
    const ada = await world.newMember();
    await world.as(ada, user.updateProfile, { body: { newsletter: true } });
    const email = `${uuid()}@example.org`;
    const asked = await world.as(ada, user.updateProfile, { body: { email } });
    expect(asked.body).toMatchObject({ email: ada.email, newEmail: email });
    await world.letter('change-asked', ada.email);
    const { token } = await world.letter('confirm-change', email);
    expect((await world.login(email, PASSWORD)).status).toBe(401);
    expect((await confirm(token)).body).toEqual({ email });
    const { body } = await world.as(ada, user.getProfile);
    expect(body).toMatchObject({ email, emailConfirmed: true, newsletter: true });
    expect(body.newEmail).toBeUndefined();
    expect((await world.login(email, PASSWORD)).status).toBe(201);
  });

  it('stays when somebody else was quicker with the new one, or the wish was taken back', async () => {
    const [ada, bob] = [await world.newMember(), await world.newMember()];
    const email = `${uuid()}@example.org`;
    for (const one of [ada, bob]) await world.as(one, user.updateProfile, { body: { email } });
    const both = world.broker.all(user.letterDue);
    expect(both.length).toBeGreaterThan(0);
    const { token } = await world.letter('confirm-change', email);
    expect((await confirm(token)).status).toBe(200);
    const names = await Promise.all([ada, bob].map((one) => world.as(one, user.getProfile)));
    expect(names.filter(({ body }) => body.email === email)).toHaveLength(1);
    const late = names[0]?.body.email === email ? bob : ada;
    expect((await world.as(late, user.updateProfile, { body: { email: late.email } })).body).toMatchObject({
      email: late.email,
    });
  });
});

describe('the sessions of a member', () => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';

  it('are shown with device and network, and are ended one by one or all but this', async () => {
    const here = await world.newMember();
    const client = { userAgent: firefox, clientAddress: '192.0.2.77' };
    const [there, elsewhere] = [
      (await world.login(here.name, PASSWORD, client)).body,
      (await world.login(here.name, PASSWORD)).body,
    ];
    const list = async () => (await world.as(here, user.listSessions)).body.items;
    const shown = await list();
    expect(shown).toHaveLength(3);
    expect(shown.filter(({ current }) => current)).toHaveLength(1);
    const device = { browser: 'Firefox', system: 'Linux', network: '192.0.2.x', current: false };
    expect(shown).toContainEqual(expect.objectContaining(device));
    const sessionId = shown.find((one) => one.browser !== undefined)?.id;
    const bob = await world.newMember();
    expect((await world.as(bob, user.endOneSession, { params: { sessionId } })).status).toBe(404);
    expect((await world.as(here, user.endOneSession, { params: { sessionId } })).status).toBe(200);
    expect((await world.refresh(there.refreshToken)).body.code).toBe('session_revoked');
    expect((await world.as(here, user.endOtherSessions)).status).toBe(200);
    expect((await world.refresh(elsewhere.refreshToken)).body.code).toBe('session_revoked');
    expect((await world.refresh(here.refreshToken)).status).toBe(200);
    expect(await list()).toHaveLength(1);
  });

  it('are over with the password also when the service died before it could end each of them', async () => {
    const here = await world.newMember();
    const elsewhere = (await world.login(here.name, PASSWORD)).body;
    await world.as(here, user.changePassword, { body: { current: PASSWORD, next: NEW } });
    const connection = await createConnection(world.mongoUrl, mongoDriverOptions).asPromise();
    const sessions = connection.collection('sessions');
    const undone = await sessions.updateMany({ shopperId: here.shopper.id }, { $unset: { endedAt: 1 } });
    await connection.close();
    expect(undone.modifiedCount).toBe(1);
    expect((await world.refresh(elsewhere.refreshToken)).body.code).toBe('session_revoked');
    expect((await world.refresh(here.refreshToken)).status).toBe(200);
  });
});

describe('a wishlist', () => {
  it('keeps what is put on it once, the newest first, and lets it go', async () => {
    const ada = await world.newMember();
    const put = (sku: string) => world.as(ada, user.addToWishlist, { params: { sku } });
    await Promise.all([put('UHJ'), put('UHJ'), put('UHJ')]);
    const { body } = await put('RED');
    expect(body.items.map(({ sku }) => sku)).toEqual(['RED', 'UHJ']);
    const left = await world.as(ada, user.removeFromWishlist, { params: { sku: 'UHJ' } });
    expect(left.body.items.map(({ sku }) => sku)).toEqual(['RED']);
    expect((await world.as(await world.newMember(), user.getWishlist)).body.items).toEqual([]);
  });

  it('holds 100 products', async () => {
    const ada = await world.newMember();
    const put = (i: number) => world.as(ada, user.addToWishlist, { params: { sku: `R-${i}` } });
    for (let i = 0; i < 100; i += 10) await Promise.all(Array.from({ length: 10 }, (_, n) => put(i + n)));
    expect(await put(100)).toMatchObject({ status: 409, body: { code: 'wishlist_full' } });
    expect((await put(7)).status).toBe(200);
  });

  it('is opened by its link as long as it is shared; the next link is another', async () => {
    const ada = await world.newMember();
    await world.as(ada, user.addToWishlist, { params: { sku: 'UHJ' } });
    const share = async (shared: boolean) =>
      (await world.as(ada, user.shareWishlist, { body: { shared } })).body.shareKey;
    const open = (shareKey: string | null) => world.asWeb(user.openWishlist, { params: { shareKey } });
    const first = await share(true);
    expect(await share(true)).toBe(first);
    expect((await open(first)).body).toMatchObject({ owner: ada.name, items: [{ sku: 'UHJ' }] });
    expect(await share(false)).toBeNull();
    expect(await open(first)).toMatchObject({ status: 404, body: { code: 'wishlist_not_found' } });
    const second = await share(true);
    expect(second).not.toBe(first);
    expect((await open(second)).status).toBe(200);
    await world.as(ada, user.deleteAccount, { body: { password: PASSWORD } });
    expect((await open(second)).status).toBe(404);
  });
});

describe('an admin', () => {
  const admin = async () => (await world.login('admin', 'robots-in-charge')).body;

  it('finds people by the beginning of a name or an address, and by role', async () => {
    const ada = await world.newMember();
    const list = async (query: object) =>
      (await world.as(await admin(), user.listPeople, { query })).body.items.map(({ name }) => name);
    expect(await list({ q: ada.email.slice(0, -4).toUpperCase() })).toEqual([ada.name]);
    expect(await list({ q: ada.name })).toEqual([ada.name]);
    expect(await list({ q: '.*' })).toEqual([]);
    expect(await list({ role: 'support' })).toContain('support');
    expect(await list({ role: 'staff' })).not.toContain(ada.name);
  });

  it('gives and takes roles, which count from the next token on, and it is announced for the audit log', async () => {
    const [ada, boss] = [await world.newMember(), await admin()];
    const give = (accountId: string, role: string | null) =>
      world.as(boss, user.setRole, { params: { accountId }, body: { role, reason: 'she starts today' } });
    expect((await give(ada.shopper.id, 'merchant')).body).toMatchObject({ role: 'merchant' });
    expect((await world.refresh(ada.refreshToken)).body.shopper.role).toBe('merchant');
    expect((await give(ada.shopper.id, null)).body.role).toBeUndefined();
    expect((await world.login(ada.name, PASSWORD)).body.shopper.role).toBeUndefined();
    const told = { accountId: ada.shopper.id, by: { name: 'admin' }, reason: 'she starts today' };
    const heard = await world.broker.hear(
      user.roleChanged,
      ({ accountId, after }) => accountId === ada.shopper.id && after === null,
    );
    expect(heard).toMatchObject({ ...told, before: 'merchant' });
    expect(await give(boss.shopper.id, null)).toMatchObject({ status: 409, body: { code: 'own_role' } });
    expect((await give(uuid(), 'support')).status).toBe(404);
  });
});
