import { catalogue, dispatch, Problem, ratings, user } from '@shop/contracts';
import { type RunningService, run } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker } from '../../../tests/support/broker.ts';
import { fake, startFake } from '../../../tests/support/fake-service.ts';
import { send } from '../../../tests/support/http.ts';
import { mysqlUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, startTokenIssuer } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { Env } from '../src/env.ts';
import { RatingsModule } from '../src/ratings.module.ts';

const inList = (sku: string): catalogue.Product => ({
  sku,
  name: sku,
  description: 'A robot.',
  price: { amount: 100, currency: 'EUR' },
  categories: ['robot'],
  attributes: {},
  weightGrams: 1,
  image: '/robots/x.svg',
  available: 1,
  rating: { average: 0, count: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

const theProduct = (sku: string): catalogue.ProductInFull => ({
  ...inList(sku),
  images: [{ id: 'front', drawn: true, src: '/robots/x.svg', srcset: '', width: 1, height: 1, alt: '' }],
  family: null,
});

let service: RunningService;
let issuer: Awaited<ReturnType<typeof startTokenIssuer>>;
let broker: Awaited<ReturnType<typeof startBroker>>;
let catalogueService: Awaited<ReturnType<typeof startFake>>;

beforeAll(async () => {
  issuer = await startTokenIssuer();
  broker = await startBroker();
  catalogueService = await startFake(
    fake(catalogue.listProducts, ({ query }) => ({
      items: [inList('UHJ'), inList('RED')],
      page: query.page,
      size: query.size,
      total: 2,
      facets: [],
      categories: [],
      priceRange: { min: 0, max: 0 },
    })),
    fake(catalogue.getProduct, ({ params }) => {
      if (params.sku.startsWith('NO')) throw new Problem('product_not_found');
      return theProduct(params.sku);
    }),
  );
  const env = Env.parse({
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET,
    MYSQL_URL: await mysqlUrl('ratings'),
    AMQP_URL: broker.url,
    USER_URL: issuer.url,
    CATALOGUE_URL: catalogueService.url,
    DEMO_DATA: '1',
  });
  service = await run('ratings', RatingsModule.with(env), env);
});
afterAll(async () => {
  await service?.stop();
  await broker?.stop();
  catalogueService?.stop();
  issuer?.stop();
});

const newSku = () => `T-${uuid().slice(-12)}`;
async function member(name = 'Ada') {
  const id = uuid();
  const token = await issuer.token({ id, kind: 'member', name });
  return {
    id,
    token,
    review: (sku: string, score: unknown, title = 'Good', text = 'It works.') =>
      send(service.url, ratings.putMyReview, { params: { sku }, body: { score, title, text } }, { token }),
    mine: (sku: string) => send(service.url, ratings.getMyReview, { params: { sku } }, { token }),
    takeBack: (sku: string) => send(service.url, ratings.deleteMyReview, { params: { sku } }, { token }),
  };
}
const vote = (who: { token: string }, reviewId: string, back = false) =>
  send(
    service.url,
    back ? ratings.takeVoteBack : ratings.voteHelpful,
    { params: { reviewId } },
    { token: who.token },
  );
const reviewsOf = async (sku: string, query = {}) =>
  (await send(service.url, ratings.listReviews, { params: { sku }, query })).body;
const admin = () => issuer.token({ kind: 'member', role: 'admin', name: 'admin' });
const bought = (ownerId: string, sku: string) => ({
  orderId: uuid(),
  number: 'X',
  ownerId,
  lines: [{ sku, quantity: 1 }],
  trackingNumber: 'SS0000000000',
});

describe('a review', () => {
  it('is one a member and product: writing again changes it', async () => {
    const [ada, sku] = [await member(), newSku()];
    expect((await ada.mine(sku)).body.code).toBe('review_not_found');
    await ada.review(sku, 2, 'Hm');
    const changed = await ada.review(sku, 5, 'On second thought');
    expect(changed.body).toMatchObject({ score: 5, author: 'Ada', verified: false });
    const { items, summary } = await reviewsOf(sku);
    expect(items).toHaveLength(1);
    expect(summary).toEqual({ count: 1, sum: 5, average: 5, histogram: [0, 0, 0, 0, 1] });
  });

  it('counts exactly when twenty members and one hasty one write at once', async () => {
    const sku = newSku();
    const hasty = await member('Hasty');
    const writers = await Promise.all(Array.from({ length: 20 }, (_, i) => member(`M${i}`)));
    const answers = await Promise.all([
      ...writers.map((writer, i) => writer.review(sku, (i % 5) + 1)),
      ...Array.from({ length: 5 }, () => hasty.review(sku, 4)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(25).fill(200));
    expect((await reviewsOf(sku)).summary).toEqual({
      count: 21,
      sum: 64,
      average: 3.05,
      histogram: [4, 4, 4, 5, 4],
    });
    await broker.hear(ratings.averageChanged, (e) => e.sku === sku && e.count === 21 && e.sum === 64);
  });

  it('can be taken back', async () => {
    const [ada, sku] = [await member(), newSku()];
    await ada.review(sku, 3);
    expect((await ada.takeBack(sku)).status).toBe(200);
    expect((await ada.takeBack(sku)).status).toBe(404);
    expect((await reviewsOf(sku)).summary.count).toBe(0);
    await broker.hear(ratings.averageChanged, (e) => e.sku === sku && e.count === 0);
  });

  it('is refused with the reason, and nothing is kept', async () => {
    const [ada, sku] = [await member(), newSku()];
    for (const score of [0, 6, 2.5, '5', null]) {
      expect(await ada.review(sku, score)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
    expect(await ada.review(sku, 5, 'x'.repeat(121))).toMatchObject({ status: 400 });
    expect(await ada.review('NO-SUCH', 5)).toMatchObject({
      status: 404,
      body: { code: 'product_not_found' },
    });
    const guest = await send(
      service.url,
      ratings.putMyReview,
      { params: { sku }, body: { score: 5, title: 'x', text: '' } },
      { token: await issuer.token() },
    );
    expect(guest).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
    expect((await reviewsOf(sku)).summary.count).toBe(0);
  });

  it('can be sorted, filtered and paged', async () => {
    const sku = newSku();
    for (const score of [3, 5, 1, 4]) await (await member()).review(sku, score);
    expect((await reviewsOf(sku, { sort: 'highest' })).items.map(({ score }) => score)).toEqual([5, 4, 3, 1]);
    expect(
      (await reviewsOf(sku, { sort: 'lowest', size: 2, page: 2 })).items.map(({ score }) => score),
    ).toEqual([4, 5]);
    expect(await reviewsOf(sku, { score: 5 })).toMatchObject({ total: 1, summary: { count: 4 } });
  });
});

describe('a verified buyer', () => {
  it('is known from the order, whether the review came before or after', async () => {
    const [ada, before, after] = [await member(), newSku(), newSku()];
    await ada.review(before, 4);
    await broker.say(dispatch.orderDispatched, bought(ada.id, before), 2);
    await broker.say(dispatch.orderDispatched, bought(ada.id, after));
    await until('the earlier review is verified', async () => (await ada.mine(before)).body.verified);
    await until('the later review is verified', async () => (await ada.review(after, 5)).body.verified);
  });
});

describe('moderation', () => {
  it('takes a reported review out of sight and out of the mean, and can bring it back', async () => {
    const [ada, bob, sku] = [await member(), await member('Bob'), newSku()];
    const { id } = (await ada.review(sku, 1, 'Rude')).body;
    await bob.review(sku, 5);
    const report = () =>
      send(
        service.url,
        ratings.reportReview,
        { params: { reviewId: id }, body: { reason: 'rude' } },
        { token: bob.token },
      );
    await report();
    await report();
    const token = await admin();
    const list = await send(
      service.url,
      ratings.listForModeration,
      { query: { status: 'reported' } },
      { token },
    );
    expect(list.body.items.find((item) => item.id === id)).toMatchObject({ reports: 1, status: 'published' });
    const decide = (status: string) =>
      send(
        service.url,
        ratings.moderateReview,
        { params: { reviewId: id }, body: { status, reason: 'house rules' } },
        { token },
      );
    await decide('rejected');
    expect(await reviewsOf(sku)).toMatchObject({ total: 1, summary: { count: 1, sum: 5 } });
    await ada.review(sku, 2, 'Still rude');
    expect((await reviewsOf(sku)).summary.count).toBe(1);
    await decide('published');
    expect((await reviewsOf(sku)).summary).toMatchObject({ count: 2, sum: 7 });
  });

  it('is for admins', async () => {
    const { token } = await member();
    expect((await send(service.url, ratings.listForModeration, {}, { token })).status).toBe(403);
  });
});

describe('a deleted account', () => {
  it('leaves its words without its name', async () => {
    const [ada, sku] = [await member('Ada Byron'), newSku()];
    await ada.review(sku, 4);
    await broker.say(user.deleted, { accountId: ada.id });
    await until(
      'the name is gone',
      async () => (await reviewsOf(sku)).items[0]?.author === 'A former customer',
    );
    expect((await ada.mine(sku)).status).toBe(404);
    expect((await reviewsOf(sku)).summary.count).toBe(1);
  });
});

describe('to begin with', () => {
  it('there are some reviews of the first robots, and the catalogue hears of their averages', async () => {
    const { summary, total } = await until('the first reviews', async () => {
      const page = await reviewsOf('UHJ');
      return page.total > 0 && page;
    });
    expect(summary.count).toBe(total);
    expect(summary.histogram.reduce((sum, n) => sum + n, 0)).toBe(total);
    await broker.hear(ratings.averageChanged, (e) => e.sku === 'UHJ' && e.count === total);
  });
});

describe('a helpful review', () => {
  it('is voted for once a member, also by many at once, and comes first by that order', async () => {
    const [ada, bob, sku] = [await member(), await member('Bob'), newSku()];
    await ada.review(sku, 5, 'Good');
    await bob.review(sku, 3, 'So so');
    const id = async (title: string) =>
      (await reviewsOf(sku)).items.find((review) => review.title === title)?.id ?? '';
    const [adas, bobs] = [await id('Good'), await id('So so')];
    const readers = await Promise.all(Array.from({ length: 6 }, () => member()));
    await Promise.all([...readers, ...readers].map((reader) => vote(reader, adas)));
    await vote(readers[0] as { token: string }, bobs);
    const { items } = await reviewsOf(sku, { sort: 'helpful' });
    expect(items.map(({ title, helpful }) => [title, helpful])).toEqual([
      ['Good', 6],
      ['So so', 1],
    ]);
    const [first] = readers;
    const votes = () =>
      send(service.url, ratings.listMyVotes, { params: { sku } }, { token: first?.token ?? '' });
    expect((await votes()).body.reviewIds.sort()).toEqual([adas, bobs].sort());
    const back = await Promise.all([1, 2, 3].map(() => vote(first as { token: string }, adas, true)));
    expect(back.at(-1)?.body).toEqual({ helpful: 5 });
    expect((await votes()).body.reviewIds).toEqual([bobs]);
    // The number stays with the review when its author changes it.
    await ada.review(sku, 4, 'Good still');
    expect((await reviewsOf(sku, { sort: 'helpful' })).items[0]).toMatchObject({ score: 4, helpful: 5 });
  });

  it('is not voted for by its author, by guests, or once it is gone', async () => {
    const [ada, sku] = [await member(), newSku()];
    const { id } = (await ada.review(sku, 5)).body;
    expect(await vote(ada, id)).toMatchObject({ status: 409, body: { code: 'own_review' } });
    expect((await vote({ token: await issuer.token() }, id)).status).toBe(401);
    const bob = await member('Bob');
    expect((await vote(bob, id)).status).toBe(200);
    const mine = await send(service.url, ratings.listMyReviews, {}, { token: ada.token });
    expect(mine.body).toMatchObject({ total: 1, items: [{ id, helpful: 1 }] });
    await ada.takeBack(sku);
    expect((await vote(bob, id)).status).toBe(404);
  });
});
