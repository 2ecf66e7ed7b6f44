/** The part of it that the driver knows, for a connection without Nest around it. */
export const mongoDriverOptions = {
  serverSelectionTimeoutMS: 2_500,
  socketTimeoutMS: 10_000,
  autoIndex: false,
  writeConcern: { w: 'majority' as const, journal: true },
};

/** The part of a Mongoose connection that opening it needs. */
interface OpenableConnection {
  readonly readyState: number;
  asPromise(): Promise<unknown>;
  openUri(url: string, options: typeof serviceOptions): Promise<unknown>;
}

/** A store that is away or stands still must not hold a shopper up: nothing waits for it in memory, no answer for longer than 5 s. */
const serviceOptions = { ...mongoDriverOptions, socketTimeoutMS: 5_000, bufferCommands: false };

/**
 * How a service holds on to its MongoDB: an answer counts once a majority has it in the journal, a store that is away
 * is noticed within seconds (times in milliseconds). For MongooseModule.forRoot, which does not wait for it; see openMongo.
 */
export const mongoOptions = {
  ...serviceOptions,
  lazyConnection: true,
  // Whoever listens to errors has the first attempt's, too; openMongo tells it.
  connectionFactory: <C extends { on(event: 'error', listener: () => void): unknown }>(connection: C): C => {
    connection.on('error', () => undefined);
    return connection;
  },
};

const CONNECTED = 1;
const CONNECTING = 2;

/** Connects unless connected. Rejects when the server does not answer. Later it comes back by itself whenever it was away. */
export async function openMongo(connection: OpenableConnection, url: string): Promise<void> {
  if (connection.readyState === CONNECTING) await connection.asPromise();
  else if (connection.readyState !== CONNECTED) await connection.openUri(url, { ...serviceOptions });
}

/** Rejects while the server does not answer; for health. */
export async function pingMongo({
  db,
}: {
  db?: { command(command: { ping: 1 }): Promise<object> } | undefined;
}): Promise<void> {
  if (db === undefined) throw new Error('not connected yet');
  await db.command({ ping: 1 });
}
