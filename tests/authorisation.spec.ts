import {
  type AnyRoute,
  allRoutes,
  cart,
  catalogue,
  dispatch,
  pathOf,
  payment,
  publicPath,
  ratings,
  shipping,
  user,
} from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { newProduct, Shopper, the, theAdmin } from './support/shopper.ts';
import { shop } from './support/stack.ts';

const everyone = ['nobody', 'other', 'owner', 'support', 'merchant', 'admin'] as const;
type Who = (typeof everyone)[number];

/** What the owner has, that others try to get at. */
interface World {
  sku: string;
  orderId: string;
  accessKey: string;
  /** What the order was made with: who has the key and knows this is let in. */
  email: string;
  addressId: string;
  reviewId: string;
  trackingNumber: string;
  cityId: number;
  /** Kept for later. */
  savedSku: string;
  promotionId: string;
  shareKey: string;
  ownerId: string;
}

interface Row {
  route: AnyRoute;
  input(world: World): Record<string, unknown>;
  /** The status each gets. */
  gets: Record<Who, number>;
}

const row = <R extends AnyRoute>(route: R, input: Row['input'], gets: Row['gets']): Row => ({
  route,
  input,
  gets,
});
const all = (status: number): Row['gets'] => ({
  nobody: status,
  other: status,
  owner: status,
  support: status,
  merchant: status,
  admin: status,
});
const ownerOnly = (status: number): Row['gets'] => ({ ...all(404), owner: status });
/** Like `ownerOnly`, where a guest cannot be the owner. */
const itsMember = (status: number): Row['gets'] => ({ ...ownerOnly(status), nobody: 401 });
const staffOnly = (status: number): Row['gets'] => ({ ...all(status), nobody: 401, other: 403, owner: 403 });
const supportOnly = (status: number): Row['gets'] => ({ ...staffOnly(status), merchant: 403 });
const merchantOnly = (status: number): Row['gets'] => ({ ...staffOnly(status), support: 403 });
const adminOnly = (status: number): Row['gets'] => ({ ...merchantOnly(status), merchant: 403 });
const aReview = { score: 3, title: 'So so', text: '' };
const anAddress = (cityId: number) => ({
  name: 'Ada',
  street: 'Main St 1',
  postcode: '10117',
  cityId,
  city: 'Berlin',
  country: 'DE',
});

const aPromotion = (id: string) => ({
  code: `T-${id.slice(-12)}`,
  title: 'Ten off',
  benefit: { kind: 'percentage', percent: 10 },
});
const aReturn = { lines: [{ sku: 'NOT-HERE', quantity: 1 }], reason: 'unwanted' };

/** Who is let in asks for the same once more. */
const key = uuid();

/** One that is not there. */
const aDeadLetter = ({ orderId }: World) => ({ params: { service: 'cart', id: orderId } });

/** A row for every route that takes something by name. Order matters where a row takes something away. */
const rows: Row[] = [
  row(catalogue.getProduct, ({ sku }) => ({ params: { sku } }), all(200)),
  row(catalogue.getStock, ({ sku }) => ({ params: { sku } }), merchantOnly(200)),
  row(
    catalogue.adjustStock,
    ({ sku }) => ({ params: { sku }, body: { change: 1, reason: 'count' } }),
    merchantOnly(200),
  ),
  row(
    catalogue.updateProduct,
    ({ sku }) => ({ params: { sku }, body: { name: 'Renamed' } }),
    merchantOnly(200),
  ),
  row(catalogue.addPicture, ({ sku }) => ({ params: { sku }, body: {} }), merchantOnly(415)),
  row(catalogue.arrangePictures, ({ sku }) => ({ params: { sku }, body: { items: [] } }), merchantOnly(200)),
  row(catalogue.getPicture, () => ({ params: { file: `${'0'.repeat(32)}-800.webp` } }), all(404)),
  row(catalogue.updateCategory, () => ({ params: { slug: 'robot' }, body: {} }), merchantOnly(200)),
  row(catalogue.deleteCategory, () => ({ params: { slug: 'robot' } }), merchantOnly(409)),
  row(cart.setLine, ({ sku }) => ({ params: { sku }, body: { quantity: 2 } }), ownerOnly(200)),
  row(cart.saveLine, ({ sku }) => ({ params: { sku } }), ownerOnly(200)),
  row(cart.takeUpLine, ({ sku }) => ({ params: { sku } }), ownerOnly(200)),
  row(cart.dropSavedLine, ({ savedSku }) => ({ params: { sku: savedSku } }), ownerOnly(200)),
  row(cart.removeLine, ({ sku }) => ({ params: { sku } }), ownerOnly(200)),
  row(shipping.findCities, () => ({ params: { country: 'DE' }, query: { q: 'ber' } }), all(200)),
  row(shipping.getCity, ({ cityId }) => ({ params: { cityId } }), all(200)),
  row(shipping.getShipment, ({ orderId }) => ({ params: { orderId } }), ownerOnly(200)),
  row(shipping.track, ({ trackingNumber }) => ({ params: { trackingNumber } }), all(200)),
  row(ratings.listReviews, ({ sku }) => ({ params: { sku } }), all(200)),
  row(ratings.getMyReview, ({ sku }) => ({ params: { sku } }), itsMember(200)),
  row(ratings.reportReview, ({ reviewId }) => ({ params: { reviewId }, body: { reason: 'x' } }), all(200)),
  row(
    ratings.moderateReview,
    ({ reviewId }) => ({ params: { reviewId }, body: { status: 'published', reason: 'fine' } }),
    staffOnly(200),
  ),
  row(ratings.listMyVotes, ({ sku }) => ({ params: { sku } }), { ...all(200), nobody: 401 }),
  row(ratings.voteHelpful, ({ reviewId }) => ({ params: { reviewId } }), {
    ...all(200),
    nobody: 401,
    owner: 409,
  }),
  row(ratings.takeVoteBack, ({ reviewId }) => ({ params: { reviewId } }), {
    ...all(200),
    nobody: 401,
    owner: 409,
  }),
  row(ratings.deleteMyReview, ({ sku }) => ({ params: { sku } }), itsMember(200)),
  row(ratings.putMyReview, ({ sku }) => ({ params: { sku }, body: aReview }), { ...all(200), nobody: 401 }),
  row(payment.getPayment, ({ orderId }) => ({ params: { orderId } }), supportOnly(200)),
  row(
    payment.setExchangeRate,
    // What is no rate: others read the shop's rates meanwhile.
    () => ({ params: { currency: 'GBP' }, body: { micros: 0, day: '2026-11-20' } }),
    adminOnly(400),
  ),
  row(payment.receiveWebhook, () => ({ params: { gateway: 'stripe' }, body: {} }), all(401)),
  row(dispatch.getOrder, ({ orderId }) => ({ params: { orderId } }), ownerOnly(200)),
  row(dispatch.watchOrder, ({ orderId }) => ({ params: { orderId } }), ownerOnly(200)),
  row(dispatch.watchOpenedOrder, ({ accessKey }) => ({ params: { accessKey } }), all(200)),
  row(dispatch.openOrder, ({ accessKey }) => ({ params: { accessKey } }), all(200)),
  row(dispatch.getAnyOrder, ({ orderId }) => ({ params: { orderId } }), supportOnly(200)),
  row(dispatch.getStory, ({ orderId }) => ({ params: { orderId } }), supportOnly(200)),
  row(dispatch.cancelOrder, ({ orderId }) => ({ params: { orderId } }), ownerOnly(409)),
  row(dispatch.proveOrder, ({ accessKey, email }) => ({ params: { accessKey }, body: { email } }), all(200)),
  row(
    dispatch.requestReturnByKey,
    ({ accessKey, email }) => ({ params: { accessKey }, body: { ...aReturn, email } }),
    all(409),
  ),
  // Of what the order never had, as above: whoever is let in is told so.
  row(dispatch.requestReturn, ({ orderId }) => ({ params: { orderId }, body: aReturn }), ownerOnly(409)),
  row(
    dispatch.decideReturn,
    ({ orderId }) => ({ params: { orderId, returnId: orderId }, body: { approve: true } }),
    staffOnly(404),
  ),
  row(
    dispatch.receiveReturn,
    ({ orderId }) => ({ params: { orderId, returnId: orderId }, body: { restock: [] } }),
    staffOnly(404),
  ),
  row(
    dispatch.decideRefund,
    ({ orderId }) => ({ params: { orderId, refundId: orderId }, body: { approve: true } }),
    supportOnly(404),
  ),
  row(
    dispatch.refundOrder,
    ({ orderId }) => ({ params: { orderId }, body: { reason: 'broken' } }),
    supportOnly(200),
  ),
  row(dispatch.getPromotion, ({ promotionId }) => ({ params: { promotionId } }), merchantOnly(200)),
  row(
    dispatch.changePromotion,
    ({ promotionId }) => ({ params: { promotionId }, body: aPromotion(promotionId) }),
    merchantOnly(200),
  ),
  row(
    dispatch.endPromotion,
    ({ promotionId }) => ({ params: { promotionId }, body: { reason: 'enough' } }),
    merchantOnly(200),
  ),
  row(dispatch.showDeadLetter, aDeadLetter, supportOnly(404)),
  row(dispatch.replayDeadLetter, (world) => ({ ...aDeadLetter(world), body: {} }), supportOnly(404)),
  row(
    dispatch.dropDeadLetter,
    (world) => ({ ...aDeadLetter(world), body: { reason: 'of no use' } }),
    supportOnly(404),
  ),
  // Of a service whose dead letters no other test is about.
  row(dispatch.replayDeadLetters, () => ({ params: { service: 'user' }, body: {} }), supportOnly(200)),
  row(
    user.changeAddress,
    ({ addressId, cityId }) => ({ params: { addressId }, body: anAddress(cityId) }),
    itsMember(200),
  ),
  row(user.deleteAddress, ({ addressId }) => ({ params: { addressId } }), itsMember(200)),
  row(user.endOneSession, () => ({ params: { sessionId: uuid() } }), { ...all(404), nobody: 401 }),
  row(user.addToWishlist, ({ sku }) => ({ params: { sku } }), { ...all(200), nobody: 401 }),
  row(user.removeFromWishlist, ({ sku }) => ({ params: { sku } }), { ...all(200), nobody: 401 }),
  row(user.openWishlist, ({ shareKey }) => ({ params: { shareKey } }), all(200)),
  row(
    user.setRole,
    ({ ownerId }) => ({ params: { accountId: ownerId }, body: { role: null, reason: 'none yet' } }),
    { ...all(403), nobody: 401, admin: 200 },
  ),
  // The merchant is quicker: for the admin it is gone.
  row(catalogue.deleteProduct, ({ sku }) => ({ params: { sku } }), { ...merchantOnly(200), admin: 404 }),
];

const nameOf = ({ service, method, path }: AnyRoute) => `${method} ${service}${path}`;
const open = allRoutes().filter((route) => publicPath(route) !== undefined);

let world: World;
let people: Record<Who, Shopper>;

beforeAll(async () => {
  const [owner, other, support, merchant, admin] = await Promise.all([
    new Shopper().register(),
    new Shopper().register(),
    the('support'),
    the('merchant'),
    theAdmin(),
  ]);
  // Nobody comes anew each time, without a cookie; the gateway makes a guest of him where guests are served.
  people = { nobody: new Shopper(), other, owner, support, merchant, admin };
  const { sku } = await newProduct();
  await owner.add(sku, 1);
  const order = await owner.buy();
  const delivered = await owner.waitForState(order.id, 'delivered');
  await owner.add(sku, 1);
  const { sku: savedSku } = await newProduct();
  await owner.add(savedSku, 1);
  await owner.do(cart.saveLine, { params: { sku: savedSku } });
  const promotion = await admin.do(dispatch.createPromotion, { body: aPromotion(uuid()) });
  const { cityId } = await owner.address();
  const address = await owner.do(user.addAddress, { body: anAddress(cityId) });
  const review = await owner.do(ratings.putMyReview, { params: { sku }, body: aReview });
  const wishlist = await owner.do(user.shareWishlist, { body: { shared: true } });
  const profile = await owner.do(user.getProfile);
  world = {
    sku,
    orderId: order.id,
    accessKey: order.accessKey,
    email: order.email,
    addressId: address.id,
    reviewId: review.id,
    trackingNumber: delivered.shipment?.trackingNumber ?? '',
    cityId,
    savedSku,
    promotionId: promotion.id,
    shareKey: wishlist.shareKey ?? '',
    ownerId: profile.id,
  };
});

describe('who may do what', () => {
  it('is written down for every route that takes something by name', () => {
    const named = open.filter((route) => route.path.includes(':')).map(nameOf);
    expect(rows.map(({ route }) => nameOf(route)).sort()).toEqual(named.sort());
  });

  it.each(rows.map((one) => [nameOf(one.route), one] as const))('%s', async (_, { route, input, gets }) => {
    const given: Partial<Record<Who, number>> = {};
    for (const who of everyone) {
      const caller = who === 'nobody' ? new Shopper() : people[who];
      if (route.stream) {
        const place = pathOf({ ...route, path: publicPath(route) as string }, input(world));
        given[who] = await caller.statusOfStream(place);
      } else {
        const headers: Record<string, string> = route.idempotent ? { 'idempotency-key': key } : {};
        given[who] = (await caller.ask(route, input(world), headers)).status;
      }
    }
    expect(given).toEqual(gets);
  });

  const mayCall: Record<string, readonly Who[]> = {
    staff: ['support', 'merchant', 'admin'],
    support: ['support', 'admin'],
    merchant: ['merchant', 'admin'],
    admin: ['admin'],
  };
  const unnamed = open.filter(
    ({ path, access }) => !path.includes(':') && (access === 'member' || access in mayCall),
  );
  it.each(unnamed.map((route) => [nameOf(route), route] as const))(
    '%s is closed to whoever is not meant',
    async (_, route) => {
      expect((await new Shopper().ask(route)).status).toBe(401);
      const may = mayCall[route.access];
      if (may === undefined) return;
      for (const who of ['other', 'support', 'merchant', 'admin'] as const) {
        // What changes something is not tried by those who may.
        if (may.includes(who) && route.method !== 'GET') continue;
        const { status } = await people[who].ask(route);
        expect([who, status === 403]).toEqual([who, !may.includes(who)]);
      }
    },
  );

  const internal = allRoutes().filter(({ access }) => access === 'service');
  it.each(internal.map((route) => [nameOf(route), route] as const))(
    '%s is for services: no door, and no way in beside it',
    async (_, route) => {
      const path = pathOf(route, { params: { ownerId: uuid() } });
      const init = { method: route.method, signal: AbortSignal.timeout(10_000) };
      expect((await fetch(`${shop.at.url}/api/${route.service}${path}`, init)).status).toBe(404);
      expect((await fetch(`${shop.at.urls[route.service]}${path}`, init)).status).toBe(401);
    },
  );
});

describe('a browser', () => {
  const cookies = async () =>
    (
      await fetch(`${shop.at.url}/api/cart/cart`, { signal: AbortSignal.timeout(10_000) })
    ).headers.getSetCookie();

  it('holds one sealed cookie that scripts cannot read, and no token', async () => {
    const [cookie, ...more] = await cookies();
    expect(more).toEqual([]);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\//);
    expect(cookie).not.toMatch(/eyJ[A-Za-z0-9_-]+\.eyJ/);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour on the same domain', { 'sec-fetch-site': 'same-site' }],
  ])('cannot be made to act here by %s', async (_, headers) => {
    const reply = await people.owner.ask(
      cart.addLine,
      { body: { sku: world.sku, quantity: 1 } },
      headers as Record<string, string>,
    );
    expect(reply).toMatchObject({ status: 403, body: { code: 'cross_origin' } });
  });

  it('cannot bring its own session header or token', async () => {
    const forged = Buffer.from(
      JSON.stringify({ accessToken: 'x', shopper: { id: uuid(), kind: 'member', role: 'admin' } }),
    ).toString('base64url');
    const page = await fetch(`${shop.at.url}/admin`, {
      headers: { 'x-shop-session': forged, authorization: 'Bearer x' },
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    });
    expect([303, 307, 308, 404]).toContain(page.status);
  });
});
