import { z } from 'zod';
import { clientParts, Password, UserName } from './credentials.ts';
import { contractsOf } from './declare.ts';
import { Locale } from './locale.ts';
import { Done, Email, Id, Instant, line } from './primitives.ts';
import { Role } from './roles.ts';

export * from './account-letters.ts';
export { Password, UserName } from './credentials.ts';
export * from './my-sessions.ts';
export * from './people.ts';
export * from './wishlist.ts';

const { route, event, announcement } = contractsOf('user');

/** Who a token speaks for. A guest has an id and nothing else. */
export const Shopper = z.strictObject({
  id: Id,
  kind: z.enum(['guest', 'member']),
  /** What they do for the shop; absent for whoever only shops. */
  role: Role.optional(),
  /** What the shop calls them; absent for guests. */
  name: z.string().optional(),
});
export type Shopper = z.infer<typeof Shopper>;

/** An access token (EdDSA JWT, five minutes) and the rotating refresh token that gets the next one. */
export const TokenSet = z.strictObject({
  accessToken: z.string(),
  accessExpiresAt: Instant,
  refreshToken: z.string(),
  refreshExpiresAt: Instant,
  shopper: Shopper,
});
export type TokenSet = z.infer<typeof TokenSet>;

export const createGuest = route('POST', '/guests', {
  access: 'service',
  summary: 'Start a guest session',
  output: TokenSet,
  status: 201,
});

export const register = route('POST', '/accounts', {
  access: 'service',
  summary: 'Open an account and sign in',
  body: z.strictObject({
    name: UserName,
    email: Email,
    password: Password,
    /** What e-mails about the account are written in; English without. */
    locale: Locale.optional(),
    ...clientParts,
  }),
  output: TokenSet,
  status: 201,
});

export const login = route('POST', '/sessions', {
  access: 'service',
  summary: 'Sign in by user name or e-mail address',
  body: z.strictObject({
    login: z.string().trim().min(1).max(254),
    password: z.string().min(1).max(256),
    ...clientParts,
  }),
  output: TokenSet,
  status: 201,
});

export const refreshSession = route('POST', '/sessions/refresh', {
  access: 'service',
  summary: 'Trade a refresh token for the next token set',
  body: z.strictObject({ refreshToken: z.string().min(20).max(200) }),
  output: TokenSet,
});

export const revokeSession = route('POST', '/sessions/revoke', {
  access: 'service',
  summary: 'Sign out: end the session of a refresh token',
  body: z.strictObject({ refreshToken: z.string().min(20).max(200) }),
  output: Done,
});

export const jwks = route('GET', '/.well-known/jwks.json', {
  access: 'public',
  summary: 'The keys that access tokens are signed with (RFC 7517)',
  output: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }),
});

export const Profile = z.strictObject({
  id: Id,
  name: UserName,
  email: Email,
  /** False until the link in the e-mail that went there was opened. */
  emailConfirmed: z.boolean(),
  /** Another address that takes the place of `email` once it is confirmed. */
  newEmail: Email.optional(),
  role: Role.optional(),
  newsletter: z.boolean(),
  createdAt: Instant,
});
export type Profile = z.infer<typeof Profile>;

export const getProfile = route('GET', '/profile', {
  access: 'member',
  summary: 'My profile',
  output: Profile,
});

export const updateProfile = route('PATCH', '/profile', {
  access: 'member',
  summary:
    'Change my name or newsletter choice, or ask for another e-mail address: that counts once it is confirmed',
  body: z.strictObject({
    name: UserName.optional(),
    email: Email.optional(),
    newsletter: z.boolean().optional(),
  }),
  output: Profile,
});

export const changePassword = route('POST', '/profile/password', {
  access: 'member',
  summary: 'Change my password; ends every other session',
  body: z.strictObject({ current: z.string().min(1).max(256), next: Password }),
  output: Done,
});

export const deleteAccount = route('POST', '/profile/deletion', {
  access: 'member',
  summary: 'Delete my account and what belongs to it, in every service',
  body: z.strictObject({ password: z.string().min(1).max(256) }),
  output: Done,
});

/** Where a parcel goes. The city is one of shipping's, so that a rate can be worked out. */
export const PostalAddress = z.strictObject({
  name: line(80),
  street: line(120),
  postcode: line(16),
  cityId: z.int().positive(),
  city: line(120),
  country: z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166 country code'),
});
export type PostalAddress = z.infer<typeof PostalAddress>;

export const Address = PostalAddress.extend({ id: Id, isDefault: z.boolean() });
export type Address = z.infer<typeof Address>;
const addressParams = z.strictObject({ addressId: Id });
const AddressInput = PostalAddress.extend({ isDefault: z.boolean().default(false) });

export const listAddresses = route('GET', '/addresses', {
  access: 'member',
  summary: 'My addresses',
  output: z.strictObject({ items: z.array(Address) }),
});
export const addAddress = route('POST', '/addresses', {
  access: 'member',
  summary: 'Save an address',
  body: AddressInput,
  output: Address,
  status: 201,
});
export const changeAddress = route('PUT', '/addresses/:addressId', {
  access: 'member',
  summary: 'Change one of my addresses',
  params: addressParams,
  body: AddressInput,
  output: Address,
  owned: 'addressId',
});
export const deleteAddress = route('DELETE', '/addresses/:addressId', {
  access: 'member',
  summary: 'Delete one of my addresses',
  params: addressParams,
  output: Done,
  owned: 'addressId',
});

export const subscribe = route('POST', '/newsletter', {
  access: 'public',
  summary: 'Hear by e-mail when new products arrive',
  body: z.strictObject({ email: Email, locale: Locale.optional() }),
  output: Done,
});
/** Ends one address's e-mails about new products; names the subscriber where an address would tell too much. */
const UnsubscribeToken = z.string().min(20).max(100);
export const unsubscribe = route('POST', '/newsletter/unsubscription', {
  access: 'public',
  summary: 'Stop the e-mails about new products, with the token from the e-mail',
  body: z.strictObject({ token: UnsubscribeToken }),
  output: Done,
});
export const listSubscribers = route('GET', '/newsletter/subscribers', {
  access: 'service',
  summary: 'Who hears about new products, in the order of their tokens: those after this one',
  query: z.strictObject({
    after: UnsubscribeToken.optional(),
    size: z.coerce.number().int().min(1).max(100).default(100),
  }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({ email: Email, unsubscribeToken: UnsubscribeToken, locale: Locale.optional() }),
    ),
  }),
});
export const getSubscription = route('GET', '/newsletter/subscribers/:token', {
  access: 'service',
  summary: 'Whether the subscriber with this token still hears about new products',
  params: z.strictObject({ token: UnsubscribeToken }),
  output: z.strictObject({ subscribed: z.boolean() }),
});

/** Nobody listens yet. */
export const registered = announcement('registered.v1', z.object({ accountId: Id }));
/** Every service that keeps something of this account deletes or anonymises it. */
export const deleted = event('deleted.v1', z.object({ accountId: Id }), [
  'cart',
  'dispatch',
  'ratings',
  'shipping',
]);
