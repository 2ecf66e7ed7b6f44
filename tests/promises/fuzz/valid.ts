import type { AnyMessage } from '@shop/contracts';
import fc from 'fast-check';
import { z } from 'zod';

/** The part of JSON Schema that our contracts become. */
interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid({ version: 7 }),
  email: fc.nat().map((n) => `fuzz-${n}@example.org`),
  uri: fc.nat().map((n) => `https://example.org/${n}`),
  date: fc
    .date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
  'date-time': fc
    .date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
};

/** Payloads that keep to a contract. */
export const validPayload = (contract: AnyMessage): fc.Arbitrary<unknown> =>
  valuesOf(z.toJSONSchema(contract.payload, { io: 'input' }) as Schema).filter(
    (payload) => contract.payload.safeParse(payload).success,
  );

function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(valuesOf));
  switch (schema.type) {
    case 'string':
      return stringsOf(schema);
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: (schema.minItems ?? 0) + 3,
      });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, each]) => [name, valuesOf(each)]),
        ),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    default:
      return fc.jsonValue();
  }
}

function stringsOf({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  const known = format === undefined ? undefined : formats[format];
  if (known !== undefined) return known;
  const plain = fc.string({ minLength: Math.max(1, minLength), maxLength: Math.min(maxLength, 60) });
  if (pattern === undefined) return plain;
  const expression = new RegExp(pattern);
  // What a generator of fast-check cannot make of an expression (it knows no lookahead) is looked for among words.
  return pattern.includes('(?')
    ? fc.stringMatching(/^[A-Za-z0-9]{1,20}$/).filter((text) => expression.test(text))
    : fc.stringMatching(expression);
}
