import { describe, expect, it } from 'vitest';
import { newName, type Row, withStandIn } from './mongo-support.ts';

const running = withStandIn();

const DOCS: Row[] = [
  {
    _id: 1,
    n: 5,
    tags: ['a', 'b'],
    holds: [
      { id: 'x', q: 1 },
      { id: 'y', q: 5 },
    ],
    name: 'Rex',
    at: { b: 1 },
  },
  { _id: 2, n: null, tags: [], holds: [], name: 'rex two' },
  { _id: 3, tags: 'a', holds: [{ id: 'z', q: 2 }], name: 'Zed', at: [{ b: 1 }, { b: 2 }] },
  { _id: 4, n: '5', tags: [['a', 'b']], outbox: [{ m: 1 }], at: 4 },
  { _id: 5, n: 7.5, scores: [4, 9], outbox: [], at: {} },
  { _id: 6, n: [1, 10], at: [4, { b: null }] },
  { _id: 7, n: { a: 1, b: 2 }, scores: [1, 2, 3], date: new Date(5) },
];

const CASES: [string, object, number[]][] = [
  ['equality with a number looks into arrays, not at strings', { n: 5 }, [1]],
  ['null finds null and missing', { n: null }, [2, 3]],
  ['$ne null leaves both out', { n: { $ne: null } }, [1, 4, 5, 6, 7]],
  ['$exists', { n: { $exists: false } }, [3]],
  ['$exists true has null', { n: { $exists: true } }, [1, 2, 4, 5, 6, 7]],
  ['$gt compares within a type only', { n: { $gt: 4 } }, [1, 5, 6]],
  ['two bounds may be met by different elements', { n: { $gt: 8, $lt: 2 } }, [6]],
  ['a document equals in the order of its fields', { n: { a: 1, b: 2 } }, [7]],
  ['and not in another', { n: { b: 2, a: 1 } }, []],
  ['a whole array', { tags: ['a', 'b'] }, [1, 4]],
  ['an element of an array', { tags: 'a' }, [1, 3]],
  ['an empty array', { tags: [] }, [2]],
  ['$in with null', { n: { $in: [7.5, null] } }, [2, 3, 5]],
  ['$in with a regex', { name: { $in: [/^rex/i] } }, [1, 2]],
  ['$nin', { tags: { $nin: ['a', 'b'] } }, [2, 4, 5, 6, 7]],
  ['$all', { tags: { $all: ['a', 'b'] } }, [1]],
  ['$size', { scores: { $size: 2 } }, [5]],
  ['a path through an array', { 'holds.id': 'y' }, [1]],
  ['$ne over a path through an array', { 'holds.id': { $ne: 'x' } }, [2, 3, 4, 5, 6, 7]],
  ['an index in a path', { 'holds.1.id': 'y' }, [1]],
  ['the first element of an outbox', { 'outbox.0': { $exists: true } }, [4]],
  ['no first element', { 'outbox.0': { $exists: false } }, [1, 2, 3, 5, 6, 7]],
  ['an element by its index', { 'scores.1': 9 }, [5]],
  ['conditions on different elements', { 'holds.id': 'x', 'holds.q': 5 }, [1]],
  ['$elemMatch asks for one element', { holds: { $elemMatch: { id: 'x', q: 5 } } }, []],
  ['$elemMatch finds it', { holds: { $elemMatch: { id: 'y', q: { $gt: 4 } } } }, [1]],
  ['$elemMatch of values', { scores: { $elemMatch: { $gt: 4, $lt: 10 } } }, [5]],
  ['$elemMatch with $or', { holds: { $elemMatch: { $or: [{ q: 1 }, { q: 2 }] } } }, [1, 3]],
  ['$not', { n: { $not: { $gt: 4 } } }, [2, 3, 4, 7]],
  ['$not of a regex', { name: { $not: /^R/ } }, [2, 3, 4, 5, 6, 7]],
  ['$or and $nor', { $or: [{ _id: 1 }, { _id: 2 }], $nor: [{ _id: 2 }] }, [1]],
  ['$and', { $and: [{ _id: { $gt: 2 } }, { _id: { $lt: 4 } }] }, [3]],
  ['$type', { n: { $type: 'string' } }, [4]],
  ['$type of an array element', { n: { $type: ['int', 'double'] } }, [1, 5, 6]],
  ['$type number', { n: { $type: 'number' } }, [1, 5, 6]],
  ['$type array', { n: { $type: 'array' } }, [6]],
  ['$mod', { n: { $mod: [5, 0] } }, [1, 6]],
  ['$regex with $options', { name: { $regex: '^REX', $options: 'i' } }, [1, 2]],
  ['$expr', { $expr: { $gt: [{ $size: { $ifNull: ['$scores', []] } }, 2] } }, [7]],
  ['dates', { date: { $lte: new Date(5) } }, [7]],
  ['a null behind a path', { 'at.b': null }, [2, 4, 5, 6, 7]],
  ['exists behind a path', { 'at.b': { $exists: true } }, [1, 3, 6]],
  ['$gte null finds null and missing', { n: { $gte: null } }, [2, 3]],
];

describe('a filter finds what MongoDB finds', () => {
  it.each(CASES)('%s', async (_what, filter, ids) => {
    for (const index of [undefined, 'n', 'tags', 'holds.id', 'at.b', 'outbox.0', 'name', 'scores'] as const) {
      const products = running().db.collection<Row>(newName());
      if (index) await products.createIndex({ [index]: 1 });
      await products.insertMany(DOCS);
      const found = (await products.find(filter).toArray()).map(({ _id }) => _id).sort();
      expect(found, `with an index on ${index}`).toEqual(ids);
    }
  });
});

describe('a sort', () => {
  it('orders types as MongoDB does, arrays by their smallest or largest element', async () => {
    const mixed = running().db.collection<Row>(newName());
    const values = [true, 'b', 3, null, { a: 1 }, [2, 9], new Date(0), 'a', -1, undefined, [], 2.5];
    await mixed.insertMany(values.map((v, _id) => (v === undefined ? { _id } : { _id, v })));
    const ids = async (direction: 1 | -1) =>
      (await mixed.find().sort({ v: direction, _id: 1 }).toArray()).map(({ _id }) => _id);
    expect(await ids(1)).toEqual(
      [10, 3, 9, 8, 5, 11, 2, 7, 1, 4, 0, 6].sort((a, b) => rankIn(a) - rankIn(b) || a - b),
    );
    expect(await ids(-1)).toEqual(
      [6, 0, 4, 1, 7, 5, 2, 11, 8, 3, 9, 10].sort((a, b) => rankDown(a) - rankDown(b) || a - b),
    );
  });
  // Missing, null and the empty array sort as one; then numbers, strings, documents, booleans, dates.
  const rankIn = (id: number) =>
    [[3, 9, 10], [8], [5], [11], [2], [7], [1], [4], [0], [6]].findIndex((same) => same.includes(id));
  const rankDown = (id: number) =>
    [[6], [0], [4], [1], [7], [5], [2], [11], [8], [3, 9, 10]].findIndex((same) => same.includes(id));

  it('is the same with and without an index, both ways, with equality before it', async () => {
    const plain = running().db.collection<Row>(newName());
    const indexed = running().db.collection<Row>(newName());
    await indexed.createIndex({ kind: 1, price: 1, name: -1 });
    await indexed.createIndex({ price: -1 });
    const docs = Array.from({ length: 500 }, (_, n) => ({
      _id: n,
      kind: n % 3,
      price: (n * 7) % 11,
      name: `n${(n * 13) % 17}`,
    }));
    await plain.insertMany(docs);
    await indexed.insertMany(docs);
    const queries: [object, Record<string, 1 | -1>][] = [
      [{ kind: 1 }, { price: 1, name: -1 }],
      [{ kind: 1 }, { price: -1, name: 1 }],
      [{ kind: 1 }, { price: 1, name: 1 }],
      [{ kind: { $in: [0, 2] } }, { price: 1, name: -1 }],
      [
        { kind: 2, price: { $gte: 3, $lt: 9 } },
        { price: 1, name: -1 },
      ],
      [{ price: { $gt: 4 } }, { price: -1 }],
      [{}, { price: 1 }],
      [{ kind: 0, price: 5 }, { name: 1 }],
      [{}, { kind: -1, price: -1, name: 1 }],
    ];
    for (const [filter, sort] of queries) {
      const all = async (from: typeof plain) =>
        (await from.find(filter).sort(sort).toArray()).map((doc) =>
          Object.keys(sort).map((path) => doc[path]),
        );
      const page = async (from: typeof plain) =>
        (
          await from
            .find(filter)
            .sort({ ...sort, _id: 1 })
            .skip(7)
            .limit(9)
            .toArray()
        ).map(({ _id }) => _id);
      expect(await all(indexed), JSON.stringify([filter, sort])).toEqual(await all(plain));
      expect(await page(indexed)).toEqual(await page(plain));
    }
  });
});

describe('a projection', () => {
  const doc = {
    _id: 1,
    a: 1,
    b: { c: 2, d: 3 },
    list: [
      { x: 1, y: 1 },
      { x: 2, y: 2 },
      { x: 3, y: 3 },
    ],
    scores: [1, 2, 3, 4],
  };
  const CASES: [string, object, object, object][] = [
    ['takes fields', { a: 1 }, {}, { _id: 1, a: 1 }],
    ['leaves the _id out', { a: 1, _id: 0 }, {}, { a: 1 }],
    ['drops fields', { list: 0, scores: 0 }, {}, { _id: 1, a: 1, b: { c: 2, d: 3 } }],
    [
      'reaches into documents and arrays',
      { 'b.c': 1, 'list.x': 1 },
      {},
      { _id: 1, b: { c: 2 }, list: [{ x: 1 }, { x: 2 }, { x: 3 }] },
    ],
    [
      'drops inside',
      { 'b.c': 0, 'list.x': 0, scores: 0 },
      {},
      { _id: 1, a: 1, b: { d: 3 }, list: [{ y: 1 }, { y: 2 }, { y: 3 }] },
    ],
    ['slices', { scores: { $slice: -2 }, a: 1 }, {}, { _id: 1, a: 1, scores: [3, 4] }],
    [
      'slices and keeps the rest',
      { scores: { $slice: [1, 2] }, list: 0 },
      {},
      { _id: 1, a: 1, b: { c: 2, d: 3 }, scores: [2, 3] },
    ],
    [
      'takes one element',
      { list: { $elemMatch: { y: { $gt: 1 } } } },
      {},
      { _id: 1, list: [{ x: 2, y: 2 }] },
    ],
    ['takes the element that matched', { 'list.$': 1 }, { 'list.x': 3 }, { _id: 1, list: [{ x: 3, y: 3 }] }],
    ['calculates', { sum: { $add: ['$a', '$b.c'] }, c: '$b.c' }, {}, { _id: 1, sum: 3, c: 2 }],
  ];
  it.each(CASES)('%s', async (_what, projection, filter, expected) => {
    const docs = running().db.collection<Row>(newName());
    await docs.insertOne(structuredClone(doc));
    expect(await docs.findOne(filter, { projection })).toEqual(expected);
  });
});
