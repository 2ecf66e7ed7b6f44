import type { Doc } from './values.ts';

/** MongoDB's own error codes, as far as the stand-in answers with them. */
export const CODE = {
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidIdField: 53,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  NotImplemented: 238,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  ProjectionInclusionInExclusion: 31253,
  ProjectionExclusionInInclusion: 31254,
  PathCollision: 31250,
  UnknownStage: 40324,
  BadStage: 40323,
  UnknownField: 40415,
  MissingField: 40414,
  ChangeStreamNeedsReplicaSet: 40573,
  BadRegex: 51091,
} as const;

const NAMES = new Map<number, string>(Object.entries(CODE).map(([name, code]) => [code, name]));

/** A failure with MongoDB's code, as the wire carries it. */
export class MongoTrouble extends Error {
  readonly code: number;
  readonly more: Doc;

  constructor(code: number, message: string, more: Doc = {}) {
    super(message);
    this.code = code;
    this.more = more;
  }

  get codeName(): string {
    return this.code > 10_000 && this.code !== 11_000 ? `Location${this.code}` : (NAMES.get(this.code) ?? '');
  }

  toReply(): Doc {
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName, ...this.more };
  }

  toWriteError(index: number): Doc {
    return { index, code: this.code, ...this.more, errmsg: this.message };
  }
}

/** Something MongoDB can do and the stand-in cannot: refused, so that no answer is wrong. */
export const notHere = (what: string): MongoTrouble =>
  new MongoTrouble(CODE.NotImplemented, `${what} is not supported by ShopStack's stand-in for MongoDB`);
