import { createConnection } from 'mongoose';
import { expect, it } from 'vitest';
import { mongoUrl } from '../../../tests/support/stores.ts';
import { SigningKeys } from '../src/session/signing-keys.store.ts';

it('says what to do when the keys were sealed with another secret', async () => {
  const connection = await createConnection(mongoUrl('user')).asPromise();
  try {
    const now = new Date();
    await new SigningKeys(connection, 'the first secret').published(now);
    await expect(new SigningKeys(connection, 'the first secret').published(now)).resolves.toMatchObject({
      keys: [{ alg: 'EdDSA' }],
    });
    await expect(new SigningKeys(connection, 'another secret').published(now)).rejects.toThrow(
      /sealed with another TOKEN_SECRET.*signing_keys/,
    );
  } finally {
    await connection.close();
  }
});
