import { Decimal128, Long } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { failure, newName, type Row, withStandIn } from './mongo-support.ts';

const running = withStandIn();
const fresh = () => running().db.collection<Row>(newName());
type Change = [
  what: string,
  before: object,
  update: object | object[],
  after: object,
  filter?: object,
  arrayFilters?: object[],
];

const CASES: Change[] = [
  ['$set makes documents on its way', { a: 1 }, { $set: { 'b.c.d': 2 } }, { a: 1, b: { c: { d: 2 } } }],
  ['$set in an array', { l: [1, 2] }, { $set: { 'l.1': 9 } }, { l: [1, 9] }],
  ['$set behind the end of an array', { l: [1] }, { $set: { 'l.3': 9 } }, { l: [1, null, null, 9] }],
  ['$set to null', { a: 1 }, { $set: { a: null } }, { a: null }],
  ['$unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': 1, 'x.y': 1 } }, { b: { d: 2 } }],
  ['$unset of an array element leaves null', { l: [1, 2, 3] }, { $unset: { 'l.1': 1 } }, { l: [1, null, 3] }],
  ['$inc', { n: 1 }, { $inc: { n: 2, m: -1, 'x.y': 5 } }, { n: 3, m: -1, x: { y: 5 } }],
  ['$inc of a fraction', { n: 1 }, { $inc: { n: 0.5 } }, { n: 1.5 }],
  ['$mul', { n: 4 }, { $mul: { n: 2.5, m: 3 } }, { n: 10, m: 0 }],
  [
    '$min and $max',
    { a: 5, b: 5 },
    { $min: { a: 3, b: 9, c: 1 }, $max: { d: 2 } },
    { a: 3, b: 5, c: 1, d: 2 },
  ],
  ['$max across types', { a: 5 }, { $max: { a: 'text' } }, { a: 'text' }],
  ['$rename', { a: 1, b: 2 }, { $rename: { a: 'x.y', none: 'z' } }, { b: 2, x: { y: 1 } }],
  ['$push', { l: [1] }, { $push: { l: 2, m: { k: 1 } } }, { l: [1, 2], m: [{ k: 1 }] }],
  ['$push of an array is one element', { l: [1] }, { $push: { l: [2, 3] } }, { l: [1, [2, 3]] }],
  [
    '$push with $each and $position',
    { l: [1, 4] },
    { $push: { l: { $each: [2, 3], $position: 1 } } },
    { l: [1, 2, 3, 4] },
  ],
  [
    '$push with a negative $position',
    { l: [1, 4] },
    { $push: { l: { $each: [2, 3], $position: -1 } } },
    { l: [1, 2, 3, 4] },
  ],
  [
    '$push with $slice from the end',
    { l: [1, 2] },
    { $push: { l: { $each: [3, 4], $slice: -3 } } },
    { l: [2, 3, 4] },
  ],
  [
    '$push with $slice from the start',
    { l: [1, 2] },
    { $push: { l: { $each: [3, 4], $slice: 3 } } },
    { l: [1, 2, 3] },
  ],
  ['$push with $slice 0', { l: [1, 2] }, { $push: { l: { $each: [], $slice: 0 } } }, { l: [] }],
  [
    '$push with $sort by fields',
    {
      l: [
        { a: 2, b: 1 },
        { a: 1, b: 2 },
      ],
    },
    { $push: { l: { $each: [{ a: 2, b: 0 }], $sort: { a: -1, b: 1 }, $slice: 2 } } },
    {
      l: [
        { a: 2, b: 0 },
        { a: 2, b: 1 },
      ],
    },
  ],
  ['$push with $sort of values', { l: [3, 1] }, { $push: { l: { $each: [2], $sort: 1 } } }, { l: [1, 2, 3] }],
  [
    '$addToSet',
    { l: [1, { a: 1 }] },
    { $addToSet: { l: { $each: [1, { a: 1 }, 2, 2] } } },
    { l: [1, { a: 1 }, 2] },
  ],
  ['$addToSet to a missing field', {}, { $addToSet: { l: 1 } }, { l: [1] }],
  [
    '$addToSet compares documents in field order',
    { l: [{ a: 1, b: 2 }] },
    { $addToSet: { l: { b: 2, a: 1 } } },
    {
      l: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    },
  ],
  ['$pull a value', { l: [1, 2, 1] }, { $pull: { l: 1 } }, { l: [2] }],
  ['$pull by a condition', { l: [1, 5, 9] }, { $pull: { l: { $gte: 5 } } }, { l: [1] }],
  [
    '$pull documents by part of them',
    {
      l: [
        { id: 'x', q: 1 },
        { id: 'y', q: 2 },
      ],
    },
    { $pull: { l: { id: 'x' } } },
    { l: [{ id: 'y', q: 2 }] },
  ],
  [
    '$pull documents by conditions',
    {
      l: [
        { id: 1, at: 5 },
        { id: 2, at: 9 },
      ],
    },
    { $pull: { l: { id: { $in: [1, 2] }, at: { $lt: 6 } } } },
    { l: [{ id: 2, at: 9 }] },
  ],
  [
    '$pull in a nested array',
    { a: { l: ['x', 'y'] } },
    { $pull: { 'a.l': { $in: ['x'] } } },
    { a: { l: ['y'] } },
  ],
  [
    '$pull by a nested $elemMatch',
    { l: [{ r: [1, 5] }, { r: [2] }] },
    { $pull: { l: { r: { $elemMatch: { $gt: 4 } } } } },
    { l: [{ r: [2] }] },
  ],
  ['$pullAll', { l: [1, 2, 3, 1] }, { $pullAll: { l: [1, 3] } }, { l: [2] }],
  ['$pop', { l: [1, 2, 3], m: [1, 2] }, { $pop: { l: 1, m: -1, none: 1 } }, { l: [1, 2], m: [2] }],
  ['$bit', { n: 0b1100 }, { $bit: { n: { and: 0b0110, or: 1 } } }, { n: 0b0101 }],
  [
    '$setOnInsert does nothing to what is there',
    { a: 1 },
    { $setOnInsert: { a: 2 }, $set: { b: 1 } },
    { a: 1, b: 1 },
  ],
  [
    '$ changes the element that matched',
    { l: [1, 5, 5] },
    { $set: { 'l.$': 7 } },
    { l: [1, 7, 5] },
    { l: 5 },
  ],
  [
    '$ changes a field of the document that matched',
    {
      l: [
        { s: 'a', q: 1 },
        { s: 'b', q: 1 },
      ],
    },
    { $inc: { 'l.$.q': 4 } },
    {
      l: [
        { s: 'a', q: 1 },
        { s: 'b', q: 5 },
      ],
    },
    { 'l.s': 'b' },
  ],
  [
    '$ follows $elemMatch',
    {
      l: [
        { s: 'b', q: 1 },
        { s: 'b', q: 2 },
      ],
    },
    { $set: { 'l.$.q': 9 } },
    {
      l: [
        { s: 'b', q: 1 },
        { s: 'b', q: 9 },
      ],
    },
    { l: { $elemMatch: { s: 'b', q: { $gt: 1 } } } },
  ],
  [
    '$[] changes every element',
    { l: [{ q: 1 }, { q: 2 }] },
    { $inc: { 'l.$[].q': 1 } },
    { l: [{ q: 2 }, { q: 3 }] },
  ],
  [
    '$[name] changes what the array filter says',
    {
      l: [
        { s: 'a', q: 1 },
        { s: 'b', q: 2 },
      ],
    },
    { $set: { 'l.$[line].q': 0 } },
    {
      l: [
        { s: 'a', q: 1 },
        { s: 'b', q: 0 },
      ],
    },
    {},
    [{ 'line.s': 'b', 'line.q': { $gte: 2 } }],
  ],
  [
    '$[name] of plain values',
    { l: [1, 5, 9] },
    { $set: { 'l.$[big]': 0 } },
    { l: [1, 0, 0] },
    {},
    [{ big: { $gt: 3 } }],
  ],
  [
    'a pipeline',
    { a: 2, b: 3 },
    [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }],
    { b: 3, sum: 5 },
  ],
  [
    'a pipeline with a condition',
    { n: 0, list: [1, 2] },
    [{ $set: { n: { $cond: [{ $lte: ['$n', 0] }, { $size: '$list' }, '$n'] }, 'x.y': '$$ROOT.n' } }],
    { n: 2, list: [1, 2], x: { y: 0 } },
  ],
  [
    'a pipeline that replaces',
    { a: { b: 1 } },
    [{ $replaceWith: { $mergeObjects: ['$a', { c: 2 }] } }],
    { b: 1, c: 2 },
  ],
];

describe('an update does what MongoDB does', () => {
  it.each(CASES)('%s', async (_what, before, update, after, filter = {}, arrayFilters = undefined) => {
    const docs = fresh();
    await docs.insertOne({ _id: 1, ...structuredClone(before) });
    await docs.updateOne(filter, update, arrayFilters ? { arrayFilters } : {});
    const { _id, ...found } = (await docs.findOne({ _id: 1 })) ?? { _id: 0 };
    expect(found).toEqual(after);
    expect(_id).toBe(1);
  });

  it('says how many it matched and really changed', async () => {
    const docs = fresh();
    await docs.insertMany([
      { _id: 1, l: [1] },
      { _id: 2, l: [2] },
    ]);
    expect(await docs.updateMany({}, { $addToSet: { l: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 1,
    });
    expect(await docs.updateOne({ _id: 1 }, { $pull: { l: 99 } } as object)).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
    expect(await docs.updateOne({ _id: 1 }, { $set: {} })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
  });

  it('writes the time with $currentDate', async () => {
    const docs = fresh();
    await docs.insertOne({ _id: 1 });
    const before = Date.now();
    await docs.updateOne({ _id: 1 }, { $currentDate: { at: true, 'x.at': { $type: 'date' } } } as object);
    const found = await docs.findOne({ _id: 1 });
    expect(found?.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(found?.x.at).toBeInstanceOf(Date);
  });

  it('counts in the types MongoDB counts in', async () => {
    const docs = fresh();
    await docs.insertOne({
      _id: 1,
      int: 2_147_483_647,
      long: Long.fromString('9007199254740993'),
      money: Decimal128.fromString('0.10'),
    });
    await docs.updateOne({ _id: 1 }, { $inc: { int: 1, long: 1, money: Decimal128.fromString('0.20') } });
    const found = await docs.findOne({ _id: 1 }, { promoteLongs: false });
    expect(found?.int).toEqual(Long.fromNumber(2_147_483_648));
    expect(found?.long).toEqual(Long.fromString('9007199254740994'));
    expect(found?.money.toString()).toBe('0.30');
    const tooFar = docs.updateOne({ _id: 1 }, { $inc: { long: Long.MAX_VALUE } });
    expect((await failure(tooFar)).code).toBe(2);
  });

  it('leaves the types of other fields alone in a pipeline', async () => {
    const docs = fresh();
    await docs.insertOne({ _id: 1, n: Long.fromNumber(5), m: 1 });
    await docs.updateOne({ _id: 1 }, [{ $set: { m: { $add: ['$m', '$n'] } } }]);
    expect(await docs.findOne({ _id: 1 }, { promoteLongs: false })).toEqual({
      _id: 1,
      n: Long.fromNumber(5),
      m: 6,
    });
  });
});

const REFUSED: [string, object, object | object[], number, object?, object[]?][] = [
  ['an unknown operator', {}, { $frobnicate: { a: 1 } }, 9],
  ['operators mixed with fields', {}, { $set: { a: 1 }, b: 1 }, 9],
  ['two changes of one path', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
  ['a change of a path and one below it', {}, { $set: { a: {} }, $inc: { 'a.b': 1 } }, 40],
  ['another _id', {}, { $set: { _id: 2 } }, 66],
  ['a path through a number', { a: 5 }, { $set: { 'a.b': 1 } }, 28],
  ['a field of an array', { a: [1] }, { $set: { 'a.b': 1 } }, 28],
  ['$inc of text', { a: 'x' }, { $inc: { a: 1 } }, 14],
  ['$inc by text', { a: 1 }, { $inc: { a: 'x' } }, 14],
  ['$push onto text', { a: 'x' }, { $push: { a: 1 } }, 2],
  ['an unknown clause of $push', {}, { $push: { a: { $each: [1], $what: 1 } } }, 2],
  ['$addToSet to text', { a: 'x' }, { $addToSet: { a: 1 } }, 2],
  ['$pop by 2', { a: [1] }, { $pop: { a: 2 } }, 9],
  ['$ without a match', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
  ['$[] where there is no array', {}, { $set: { 'a.$[]': 1 } }, 2],
  ['an array filter that is missing', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
  ['an array filter nobody uses', { a: [1] }, { $set: { b: 1 } }, 9, {}, [{ x: 1 }]],
  ['a stage that has no place in an update', {}, [{ $match: { a: 1 } }], 72],
  ['an unknown expression', {}, [{ $set: { a: { $frobnicate: 1 } } }], 168],
];

describe("an update refuses with MongoDB's code", () => {
  it.each(REFUSED)('%s', async (_what, before, update, code, filter = {}, arrayFilters = undefined) => {
    const docs = fresh();
    await docs.insertOne({ _id: 1, ...before });
    const command = {
      update: docs.collectionName,
      updates: [{ q: filter, u: update, ...(arrayFilters ? { arrayFilters } : {}) }],
    };
    const answer = await running().db.command(command);
    expect(answer).toMatchObject({ n: 0, writeErrors: [{ index: 0, code }] });
    expect(await docs.findOne({ _id: 1 })).toEqual({ _id: 1, ...before });
  });
});
