/** The store will not do, however often it is asked. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/**
 * Throws StoreRefused when the database is the development stand-in for MongoDB and it was not explicitly allowed: it is
 * one process with one copy of the data, and nobody should find that out in production.
 */
export async function refuseStandIn(
  database: { command(command: { hello: 1 }): Promise<object> } | undefined,
  allowed: boolean,
): Promise<void> {
  if (allowed || database === undefined) return;
  if (!('shopstackStandIn' in (await database.command({ hello: 1 })))) return;
  throw new StoreRefused(
    'MONGO_URL leads to the development stand-in for MongoDB. Give the URL of a real MongoDB, or set ALLOW_STAND_IN=1 on a laptop.',
  );
}
