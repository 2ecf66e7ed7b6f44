import { ACCESS_TYPE, AccessTokens, ISSUER } from '@shop/auth';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';

const { publicKey, privateKey } = await generateKeyPair('EdDSA');
const tokens = new AccessTokens(
  createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' }] }) as never,
);
const roleBy = async (claims: Record<string, unknown>) => {
  const token = await new SignJWT({ kind: 'member', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: ACCESS_TYPE, kid: 'test' })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject(uuid())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
  return (await tokens.verify(token)).role;
};

describe('the role of whoever shows a token', () => {
  it.each([
    ['none', {}, undefined],
    ['as it says', { role: 'support' }, 'support'],
    ['as it says, beside what older services read', { role: 'merchant', admin: false }, 'merchant'],
    ['admin, by a token from before there were roles', { admin: true }, 'admin'],
    ['none, by one of a member from before', { admin: false }, undefined],
    ['none, when this version does not know it', { role: 'owner' }, undefined],
  ])('is %s', async (_, claims, role) => {
    expect(await roleBy(claims)).toBe(role);
  });
});
