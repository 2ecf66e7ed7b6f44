import type { Socket } from 'node:net';
import { encode } from './reply.ts';
import { MongoTrouble } from './trouble.ts';
import { type Doc, parse } from './values.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MORE_TO_COME = 2;
const CHECKSUM = 1;
const MAX_MESSAGE = 48_000_000;

/** A command as it came: `raw` has the bytes of the documents in kind 1 sections. */
export interface Request {
  body: Doc;
  raw: Map<string, Uint8Array[]>;
  legacy: boolean;
}
export type Handler = (request: Request) => Uint8Array | Promise<Uint8Array>;

/** Speaks the MongoDB wire protocol on one connection: OP_MSG, and OP_QUERY for the driver's first hello. */
export const converse = (socket: Socket, handle: Handler): void => {
  let chunks: Buffer[] = [];
  let have = 0;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    have += chunk.length;
    const wanted = have >= 4 ? firstSize(chunks) : 16;
    if (have < wanted && wanted <= MAX_MESSAGE) return;
    let buffer = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    while (buffer.length >= 4) {
      const size = buffer.readInt32LE(0);
      if (size < 16 || size > MAX_MESSAGE) {
        socket.destroy();
        return;
      }
      if (buffer.length < size) break;
      const message = buffer.subarray(0, size);
      buffer = buffer.subarray(size);
      void answer(socket, message, handle);
    }
    chunks = buffer.length ? [buffer] : [];
    have = buffer.length;
  });
};

const firstSize = (chunks: Buffer[]): number => {
  const [first] = chunks as [Buffer];
  return (first.length >= 4 ? first : Buffer.concat(chunks)).readInt32LE(0);
};

const answer = async (socket: Socket, message: Buffer, handle: Handler): Promise<void> => {
  const id = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  const silent = opcode === OP_MSG && (message.readUInt32LE(16) & MORE_TO_COME) !== 0;
  let reply: Uint8Array;
  try {
    const request = opcode === OP_MSG ? readMessage(message) : readQuery(message, opcode);
    const result = handle(request);
    reply = result instanceof Uint8Array ? result : await result;
  } catch (error) {
    reply = encode(troubleOf(error).toReply());
  }
  if (!silent && socket.writable) socket.write(opcode === OP_MSG ? inMessage(id, reply) : inReply(id, reply));
};

/** Any failure as MongoDB would report it; one that is not MongoDB's own is an internal error. */
export const troubleOf = (error: unknown): MongoTrouble => {
  if (error instanceof MongoTrouble) return error;
  const { message, name } = error as Error;
  return new MongoTrouble(name === 'BSONError' ? 22 : 1, `${name}: ${message}`);
};

const readMessage = (message: Buffer): Request => {
  const flags = message.readUInt32LE(16);
  if (flags & 0xffff & ~(MORE_TO_COME | CHECKSUM))
    throw new MongoTrouble(9, `Unknown required flag bits in OP_MSG: ${flags}`);
  const end = message.length - (flags & CHECKSUM ? 4 : 0);
  const raw: Request['raw'] = new Map();
  let body: Doc | undefined;
  for (let at = 20; at < end; ) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end)
      throw new MongoTrouble(9, 'A section of the OP_MSG does not fit the message');
    if (kind === 0) body = parse(message.subarray(at, at + size));
    else if (kind === 1) readSequence(message.subarray(at, at + size), raw);
    else throw new MongoTrouble(9, `Unknown section kind ${kind} in OP_MSG`);
    at += size;
  }
  if (!body) throw new MongoTrouble(9, 'The OP_MSG has no body');
  return { body, raw, legacy: false };
};

const readSequence = (section: Buffer, raw: Request['raw']): void => {
  const nameEnd = section.indexOf(0, 4);
  const documents: Uint8Array[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length)
      throw new MongoTrouble(9, 'A document of the OP_MSG does not fit its section');
    documents.push(Uint8Array.prototype.slice.call(section, at, at + size));
    at += size;
  }
  raw.set(section.toString('utf8', 4, nameEnd), documents);
};

const readQuery = (message: Buffer, opcode: number): Request => {
  if (opcode !== OP_QUERY) throw new MongoTrouble(352, `Unsupported wire protocol opcode ${opcode}`);
  const nameEnd = message.indexOf(0, 20);
  const at = nameEnd + 9;
  const body = parse(message.subarray(at, at + message.readInt32LE(at)));
  const name = message.toString('utf8', 20, nameEnd);
  return {
    body: { ...((body.$query as Doc | undefined) ?? body), $db: name.split('.')[0] },
    raw: new Map(),
    legacy: true,
  };
};

const header = (out: Buffer, responseTo: number, opcode: number): void => {
  out.writeInt32LE(out.length, 0);
  out.writeInt32LE(0, 4);
  out.writeInt32LE(responseTo, 8);
  out.writeInt32LE(opcode, 12);
};

const inMessage = (responseTo: number, reply: Uint8Array): Buffer => {
  const out = Buffer.allocUnsafe(21 + reply.length);
  header(out, responseTo, OP_MSG);
  out.writeUInt32LE(0, 16);
  out[20] = 0;
  out.set(reply, 21);
  return out;
};

const inReply = (responseTo: number, reply: Uint8Array): Buffer => {
  const out = Buffer.alloc(36 + reply.length);
  header(out, responseTo, OP_REPLY);
  out.writeInt32LE(8, 16);
  out.writeInt32LE(1, 32);
  out.set(reply, 36);
  return out;
};
