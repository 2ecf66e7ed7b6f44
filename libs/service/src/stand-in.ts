/**
 * Throws when `hello` is the answer of the development stand-in for MongoDB and it was not explicitly allowed: it is
 * one process with one copy of the data, and nobody should find that out in production.
 */
export function refuseStandIn(hello: object | undefined, allowed: boolean): void {
  if (allowed || hello === undefined || !('shopstackStandIn' in hello)) return;
  throw new Error(
    'MONGO_URL leads to the development stand-in for MongoDB. Give the URL of a real MongoDB, or set ALLOW_STAND_IN=1 on a laptop.',
  );
}
