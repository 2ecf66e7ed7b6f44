import { Decimal128, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { failure, newName, type Row, withStandIn } from './mongo-support.ts';

const running = withStandIn();

const ORDERS: Row[] = [
  {
    _id: 1,
    who: 'ann',
    total: 10,
    lines: [
      { sku: 'R2', q: 1 },
      { sku: 'C3', q: 2 },
    ],
    at: new Date('2026-03-01T10:20:30Z'),
  },
  { _id: 2, who: 'bob', total: 25, lines: [{ sku: 'R2', q: 3 }], at: new Date('2026-03-02T00:00:00Z') },
  { _id: 3, who: 'ann', total: 40, lines: [], at: new Date('2026-04-01T00:00:00Z') },
  { _id: 4, who: null, total: 5, at: new Date('2026-04-02T00:00:00Z') },
];

const orders = async () => {
  const collection = running().db.collection<Row>(newName());
  await collection.insertMany(ORDERS);
  return collection;
};

const CASES: [string, object[], object[]][] = [
  [
    '$match, $sort, $skip, $limit, $project',
    [
      { $match: { total: { $gte: 10 } } },
      { $sort: { total: -1 } },
      { $skip: 1 },
      { $limit: 1 },
      { $project: { who: 1 } },
    ],
    [{ _id: 2, who: 'bob' }],
  ],
  [
    '$group',
    [
      {
        $group: {
          _id: '$who',
          n: { $sum: 1 },
          sum: { $sum: '$total' },
          avg: { $avg: '$total' },
          min: { $min: '$total' },
          max: { $max: '$total' },
          ids: { $push: '$_id' },
        },
      },
      { $sort: { _id: -1 } },
    ],
    [
      { _id: 'bob', n: 1, sum: 25, avg: 25, min: 25, max: 25, ids: [2] },
      { _id: 'ann', n: 2, sum: 50, avg: 25, min: 10, max: 40, ids: [1, 3] },
      { _id: null, n: 1, sum: 5, avg: 5, min: 5, max: 5, ids: [4] },
    ],
  ],
  [
    '$group of all',
    [
      {
        $group: {
          _id: null,
          n: { $count: {} },
          who: { $addToSet: '$who' },
          first: { $first: '$_id' },
          last: { $last: '$_id' },
        },
      },
    ],
    [{ _id: null, n: 4, who: ['ann', 'bob', null], first: 1, last: 4 }],
  ],
  [
    '$group by a document',
    [
      { $group: { _id: { who: '$who', big: { $gt: ['$total', 20] } }, n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
      { $limit: 2 },
    ],
    [
      { _id: { who: null, big: false }, n: 1 },
      { _id: { who: 'ann', big: false }, n: 1 },
    ],
  ],
  [
    '$unwind',
    [
      { $unwind: '$lines' },
      { $group: { _id: '$lines.sku', q: { $sum: '$lines.q' } } },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 'C3', q: 2 },
      { _id: 'R2', q: 4 },
    ],
  ],
  [
    '$unwind that keeps what is empty',
    [
      { $unwind: { path: '$lines', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
      { $project: { i: 1, sku: '$lines.sku' } },
    ],
    [
      { _id: 1, i: 0, sku: 'R2' },
      { _id: 1, i: 1, sku: 'C3' },
      { _id: 2, i: 0, sku: 'R2' },
      { _id: 3, i: null },
      { _id: 4, i: null },
    ],
  ],
  [
    '$facet',
    [
      {
        $facet: {
          rows: [{ $sort: { _id: -1 } }, { $limit: 1 }, { $project: { _id: 1 } }],
          n: [{ $match: { who: 'ann' } }, { $count: 'n' }],
          none: [{ $match: { who: 'x' } }, { $count: 'n' }],
        },
      },
    ],
    [{ rows: [{ _id: 4 }], n: [{ n: 2 }], none: [] }],
  ],
  ['$sortByCount', [{ $sortByCount: '$who' }, { $limit: 1 }], [{ _id: 'ann', count: 2 }]],
  [
    '$bucket',
    [
      {
        $bucket: {
          groupBy: '$total',
          boundaries: [0, 10, 30],
          default: 'more',
          output: { n: { $sum: 1 }, ids: { $push: '$_id' } },
        },
      },
    ],
    [
      { _id: 0, n: 1, ids: [4] },
      { _id: 10, n: 2, ids: [1, 2] },
      { _id: 'more', n: 1, ids: [3] },
    ],
  ],
  ['$count of nothing gives nothing', [{ $match: { _id: 99 } }, { $count: 'n' }], []],
  [
    '$addFields, $unset, $replaceRoot',
    [
      { $match: { _id: 2 } },
      { $addFields: { 'x.y': '$total', n: { $size: '$lines' } } },
      { $unset: ['lines', 'at'] },
      { $replaceRoot: { newRoot: { $mergeObjects: ['$$ROOT', { z: 1 }] } } },
    ],
    [{ _id: 2, who: 'bob', total: 25, x: { y: 25 }, n: 1, z: 1 }],
  ],
  [
    '$addFields into each element',
    [{ $match: { _id: 1 } }, { $set: { 'lines.seen': true } }, { $project: { lines: 1, _id: 0 } }],
    [
      {
        lines: [
          { sku: 'R2', q: 1, seen: true },
          { sku: 'C3', q: 2, seen: true },
        ],
      },
    ],
  ],
  [
    'a path through an array',
    [{ $match: { _id: 1 } }, { $project: { skus: '$lines.sku', sum: { $sum: '$lines.q' } } }],
    [{ _id: 1, skus: ['R2', 'C3'], sum: 3 }],
  ],
];

describe('aggregate', () => {
  it.each(CASES)('%s', async (_what, pipeline, expected) => {
    expect(await (await orders()).aggregate(pipeline).toArray()).toEqual(expected);
  });

  it('joins with $lookup, by fields and by a pipeline', async () => {
    const bought = await orders();
    const products = running().db.collection<Row>(newName());
    await products.insertMany([{ _id: 1, sku: 'R2', price: 3 }, { _id: 2, sku: 'C3', price: 9 }, { _id: 3 }]);
    const join = {
      $lookup: {
        from: products.collectionName,
        localField: 'lines.sku',
        foreignField: 'sku',
        as: 'products',
      },
    };
    const joined = await bought.aggregate([join, { $sort: { _id: 1 } }]).toArray();
    expect(joined.map(({ products: found }) => found.map(({ _id }: Row) => _id))).toEqual([
      [1, 2],
      [1],
      [],
      [3],
    ]);
    const piped = await bought
      .aggregate([
        { $match: { _id: { $lte: 2 } } },
        {
          $lookup: {
            from: products.collectionName,
            let: { limit: '$total' },
            pipeline: [
              {
                $match: {
                  $expr: { $and: [{ $gt: ['$price', 0] }, { $lt: ['$price', { $divide: ['$$limit', 2] }] }] },
                },
              },
              { $project: { _id: 0, sku: 1 } },
            ],
            as: 'found',
          },
        },
        { $project: { found: 1 } },
      ])
      .toArray();
    expect(piped).toEqual([
      { _id: 1, found: [{ sku: 'R2' }] },
      { _id: 2, found: [{ sku: 'R2' }, { sku: 'C3' }] },
    ]);
    expect(
      await bought.aggregate([{ $unionWith: products.collectionName }, { $count: 'n' }]).toArray(),
    ).toEqual([{ n: 7 }]);
  });

  it('comes in batches', async () => {
    const many = running().db.collection<Row>(newName());
    await many.insertMany(Array.from({ length: 2500 }, (_, _id) => ({ _id })));
    expect(
      await many
        .aggregate([{ $match: { _id: { $gte: 100 } } }, { $set: { x: 1 } }], { batchSize: 7 })
        .toArray(),
    ).toHaveLength(2400);
  });
});

const VALUES = {
  _id: 1,
  n: 7,
  half: 2.5,
  text: 'Robot Shop',
  none: null,
  l: [3, 1, 2],
  docs: [
    { k: 'a', v: 1 },
    { k: 'b', v: 2 },
  ],
  at: new Date('2026-03-01T10:20:30.456Z'),
  long: Long.fromNumber(40),
};
const EXPRESSIONS: [object | string, unknown][] = [
  [{ $eq: ['$l', 3] }, false],
  [{ $eq: ['$missing', null] }, false],
  [{ $gt: ['$text', '$n'] }, true],
  [{ $lt: ['$none', 0] }, true],
  [{ $cmp: ['$n', 9] }, -1],
  [{ $in: ['$n', [1, 7]] }, true],
  [{ $add: ['$n', '$half', 1] }, 10.5],
  [{ $add: ['$long', 2] }, 42],
  [{ $add: ['$at', 1000] }, new Date('2026-03-01T10:20:31.456Z')],
  [{ $subtract: ['$n', 10] }, -3],
  [{ $multiply: ['$n', '$half'] }, 17.5],
  [{ $divide: ['$n', 2] }, 3.5],
  [{ $mod: ['$n', 4] }, 3],
  [{ $add: ['$n', '$none'] }, null],
  [{ $round: ['$half', 0] }, 2],
  [{ $round: [1.005, 2] }, 1],
  [{ $round: [1235, -1] }, 1240],
  [{ $round: [-2.675, 2] }, -2.68],
  [{ $trunc: [-7.89, 1] }, -7.8],
  [{ $floor: -1.5 }, -2],
  [{ $ceil: -1.5 }, -1],
  [{ $abs: -4 }, 4],
  [{ $cond: [{ $gte: ['$n', 7] }, 'yes', 'no'] }, 'yes'],
  [JSON.parse('{ "$cond": { "if": "$missing", "then": 1, "else": 2 } }'), 2],
  [{ $cond: ['', 1, 2] }, 1],
  [{ $ifNull: ['$missing', '$none', 'x'] }, 'x'],
  // Written as text, because a property named `then` makes an object look like a promise.
  [
    JSON.parse(
      '{ "$switch": { "branches": [{ "case": { "$eq": ["$n", 7] }, "then": "seven" }], "default": "other" } }',
    ),
    'seven',
  ],
  [{ $and: [1, 'x', ''] }, true],
  [{ $or: [0, null, '$missing'] }, false],
  [{ $not: ['$none'] }, true],
  [{ $size: '$l' }, 3],
  [{ $arrayElemAt: ['$l', -1] }, 2],
  [{ $first: '$l' }, 3],
  [{ $last: '$l' }, 2],
  [{ $slice: ['$l', 1, 1] }, [1]],
  [{ $slice: ['$l', -2] }, [1, 2]],
  [{ $filter: { input: '$l', as: 'x', cond: { $gt: ['$$x', 1] } } }, [3, 2]],
  [{ $map: { input: '$docs', as: 'd', in: { $concat: ['$$d.k', '!'] } } }, ['a!', 'b!']],
  [{ $map: { input: '$l', in: { $multiply: ['$$this', '$n'] } } }, [21, 7, 14]],
  [{ $reduce: { input: '$l', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
  [{ $let: { vars: { x: '$n' }, in: { $add: ['$$x', 1] } } }, 8],
  [{ $concatArrays: ['$l', [9]] }, [3, 1, 2, 9]],
  [{ $reverseArray: '$l' }, [2, 1, 3]],
  [{ $sortArray: { input: '$l', sortBy: -1 } }, [3, 2, 1]],
  [
    { $sortArray: { input: '$docs', sortBy: { v: -1 } } },
    [
      { k: 'b', v: 2 },
      { k: 'a', v: 1 },
    ],
  ],
  [{ $indexOfArray: ['$l', 2] }, 2],
  [{ $isArray: '$l' }, true],
  [{ $range: [0, 6, 2] }, [0, 2, 4]],
  [{ $sum: '$l' }, 6],
  [{ $max: ['$n', '$half', 99] }, 99],
  [{ $avg: '$l' }, 2],
  [{ $setUnion: ['$l', [1, 4]] }, [1, 2, 3, 4]],
  [{ $setIsSubset: [[1, 2], '$l'] }, true],
  [{ $setDifference: [[1, 9], '$l'] }, [9]],
  [{ $arrayToObject: '$docs' }, { a: 1, b: 2 }],
  [{ $objectToArray: { a: 1 } }, [{ k: 'a', v: 1 }]],
  [{ $mergeObjects: [{ a: 1, b: 1 }, { b: 2 }] }, { a: 1, b: 2 }],
  [{ $getField: 'text' }, 'Robot Shop'],
  [{ $concat: ['$text', '-', 'x'] }, 'Robot Shop-x'],
  [{ $concat: ['$text', '$none'] }, null],
  [{ $toLower: '$text' }, 'robot shop'],
  [{ $toUpper: '$none' }, ''],
  [{ $split: ['$text', ' '] }, ['Robot', 'Shop']],
  [{ $substrCP: ['$text', 0, 5] }, 'Robot'],
  [{ $strLenCP: '$text' }, 10],
  [{ $trim: { input: '  x ' } }, 'x'],
  [{ $replaceAll: { input: '$text', find: 'o', replacement: '0' } }, 'R0b0t Sh0p'],
  [{ $regexMatch: { input: '$text', regex: /^robot/i } }, true],
  [{ $toString: '$n' }, '7'],
  [{ $toInt: '12' }, 12],
  [{ $toDouble: '1.5' }, 1.5],
  [{ $toDate: 0 }, new Date(0)],
  [{ $year: '$at' }, 2026],
  [{ $month: '$at' }, 3],
  [{ $dayOfMonth: '$at' }, 1],
  [{ $hour: '$at' }, 10],
  [{ $dayOfWeek: '$at' }, 1],
  [{ $dateToString: { format: '%Y-%m-%d', date: '$at' } }, '2026-03-01'],
  [{ $dateAdd: { startDate: '$at', unit: 'day', amount: 3 } }, new Date('2026-03-04T10:20:30.456Z')],
  [{ $isNumber: '$text' }, false],
  [{ $literal: '$n' }, '$n'],
  ['$docs.v', [1, 2]],
  ['$l.x', []],
  ['$$ROOT.n', 7],
];

describe('an expression gives what MongoDB gives', () => {
  it.each(EXPRESSIONS)('%j', async (expression, expected) => {
    const docs = running().db.collection<Row>(newName());
    await docs.insertOne(VALUES);
    const [found] = await docs.aggregate([{ $project: { _id: 0, x: expression } }]).toArray();
    const { x } = found ?? {};
    expect(JSON.stringify(expression).includes('$setUnion') ? x.sort() : x).toEqual(expected);
  });

  it('names the type of a value', async () => {
    const docs = running().db.collection<Row>(newName());
    const { long: _long, ...others } = VALUES;
    await docs.insertOne(others);
    const types = {
      a: { $type: '$n' },
      b: { $type: '$half' },
      c: { $type: '$missing' },
      d: { $type: '$l' },
      e: { $type: '$at' },
    };
    expect(await docs.aggregate([{ $project: { _id: 0, ...types } }]).next()).toEqual({
      a: 'int',
      b: 'double',
      c: 'missing',
      d: 'array',
      e: 'date',
    });
  });

  it('is refused, not miscalculated, over a Decimal128', async () => {
    const docs = running().db.collection<Row>(newName());
    await docs.insertOne({ _id: 1, price: Decimal128.fromString('1.10') });
    expect(
      (await failure(docs.aggregate([{ $set: { x: { $multiply: ['$price', 2] } } }]).toArray())).code,
    ).toBe(238);
    const summed = await docs.aggregate([{ $group: { _id: null, sum: { $sum: '$price' } } }]).next();
    expect(summed?.sum.toString()).toBe('1.10');
  });
});
