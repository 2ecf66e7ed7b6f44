import { BSONRegExp, Decimal128, Double, Int32, Long, Timestamp } from 'bson';
import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as every from 'mingo/operators/expression';
import { checkExpression, type Facts } from './expression-check.ts';
import { own } from './expression-own.ts';
import { toRegExp } from './regex.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, field, isDoc, isNumeric, same } from './values.ts';

export type Variables = { [name: string]: unknown };
/** A compiled aggregation expression; `undefined` is MongoDB's `missing`. */
export type Expression = (doc: Doc, variables?: Variables) => unknown;

const context = Context.init({ expression: { ...every, ...own } });

/** Compiles an expression: field paths and literals here (they keep their BSON types), operators by mingo. */
export const expression = (source: unknown, scope: string[] = []): Expression => {
  const facts = checkExpression(source, new Set(scope));
  return build(source, facts);
};

const build = (source: unknown, facts: Facts): Expression => {
  if (typeof source === 'string' && source.startsWith('$')) return variableOrPath(source, facts);
  if (Array.isArray(source)) {
    const items = source.map((item) => build(item, facts));
    return (doc, variables) => items.map((item) => item(doc, variables) ?? null);
  }
  if (!isDoc(source)) return () => source;
  const [first] = Object.keys(source);
  if (first === '$literal') return () => source.$literal;
  if (first?.startsWith('$')) return operator(source, facts);
  const fields = Object.entries(source).map(([name, value]) => [name, build(value, facts)] as const);
  return (doc, variables) => {
    const out: Doc = {};
    for (const [name, value] of fields) {
      const result = value(doc, variables);
      if (result !== undefined) out[name] = result;
    }
    return out;
  };
};

const variableOrPath = (source: string, facts: Facts): Expression => {
  if (!source.startsWith('$$')) {
    const parts = source.slice(1).split('.');
    return (doc) => valueAt(doc, parts);
  }
  const [name = '', ...parts] = source.slice(2).split('.');
  if (name === 'ROOT' || name === 'CURRENT') return (doc) => valueAt(doc, parts);
  if (name === 'REMOVE') return () => undefined;
  if (name === 'NOW') return () => new Date(facts.now);
  return (_doc, variables) => valueAt(variables?.[name], parts);
};

/** A field path as aggregation reads it: an array gives the array of what its elements have there. */
export const valueAt = (value: unknown, parts: string[], at = 0): unknown => {
  if (at === parts.length) return value;
  if (Array.isArray(value))
    return value.map((item) => valueAt(item, parts, at)).filter((item) => item !== undefined);
  return isDoc(value) ? valueAt(field(value, parts[at] as string), parts, at + 1) : undefined;
};

const operator = (source: Doc, facts: Facts): Expression => {
  const ready = forMingo(source, facts, true);
  return (doc, variables) => {
    const options = {
      context,
      idKey: '_id',
      processingMode: ProcessingMode.CLONE_OFF,
      useStrictMode: true,
      scriptEnabled: false,
      failOnError: true,
      variables: { ...(forMingo(variables ?? {}, facts) as Variables), shopstackNow: facts.now },
    };
    try {
      return evalExpr(forMingo(doc, facts), ready, options);
    } catch (error) {
      if (error instanceof MongoTrouble) throw error;
      throw new MongoTrouble(CODE.TypeMismatch, String((error as Error).message));
    }
  };
};

/** mingo calculates with plain numbers: a Long becomes one where that is exact. Nothing is copied without need. */
const forMingo = (value: unknown, facts: Facts, isSource = false): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => forMingo(item, facts, isSource));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (isDoc(value)) {
    let out: Doc | undefined;
    for (const name of Object.keys(value)) {
      const ready = forMingo(value[name], facts, isSource);
      if (ready === value[name]) continue;
      out ??= { ...value };
      out[name] = ready;
    }
    return out ?? value;
  }
  if (isSource && value instanceof BSONRegExp) return toRegExp(value, undefined);
  return plainNumber(value, facts);
};

const plainNumber = (value: object, facts: Facts): unknown => {
  if (value instanceof Timestamp || !isNumeric(value)) return value;
  if (value instanceof Int32 || value instanceof Double) return Number(value.value);
  const exact = value instanceof Long && Number.isSafeInteger(value.toNumber());
  if (exact && !facts.asksType) return value.toNumber();
  if (facts.calculates || facts.asksType) {
    const what = value instanceof Decimal128 ? 'Decimal128' : 'a 64-bit integer';
    throw notHere(`An expression with operators over a document that holds ${what}`);
  }
  return value;
};

/** MongoDB's truth: everything but false, null, missing and 0. */
export const isTrue = (value: unknown): boolean => {
  if (value === undefined || value === null || value === false) return false;
  return !(isNumeric(value) && same(value, 0));
};
