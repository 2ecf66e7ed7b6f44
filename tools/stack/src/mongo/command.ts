import type { Cursors } from './cursors.ts';
import type { Store } from './store.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { type Doc, isDoc, parse } from './values.ts';

/** One command's surroundings. */
export interface Session {
  body: Doc;
  /** The documents of a command's list, as bytes when they came in a section of their own. */
  raw: Map<string, Uint8Array[]>;
  database: string;
  /** The command's first value: for most the collection. */
  name: string;
  store: Store;
  cursors: Cursors;
}
export type Command = (session: Session) => Uint8Array | Promise<Uint8Array>;

const GENERIC = new Set(
  `$db $readPreference $clusterTime lsid readConcern writeConcern comment maxTimeMS apiVersion apiStrict
   apiDeprecationErrors collation txnNumber autocommit startTransaction rawData`.split(/\s+/),
);

/** Refuses fields that MongoDB does not know for this command, and options that would change an answer. */
export const strict = (body: Doc, known: string): void => {
  const [command] = Object.keys(body);
  const fields = known.split(' ');
  for (const name of Object.keys(body))
    if (name !== command && !fields.includes(name) && !GENERIC.has(name))
      throw new MongoTrouble(CODE.UnknownField, `BSON field '${command}.${name}' is an unknown field.`);
  checkCollation(body.collation);
  if (body.txnNumber !== undefined)
    throw new MongoTrouble(
      CODE.IllegalOperation,
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
};

export const checkCollation = (collation: unknown): void => {
  if (isDoc(collation) && Object.keys(collation).length > 0 && collation.locale !== 'simple')
    throw notHere('A collation other than simple');
};

/** A command's list of documents, wherever it came. */
export const listOf = ({ body, raw }: Session, name: string): Doc[] => {
  const bytes = raw.get(name);
  if (bytes) return bytes.map(parse);
  const list = body[name];
  if (!Array.isArray(list) || !list.every(isDoc))
    throw new MongoTrouble(
      CODE.MissingField,
      `BSON field '${Object.keys(body)[0]}.${name}' is missing but a required field`,
    );
  return list;
};
