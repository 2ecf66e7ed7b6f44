import { type Looks, main, press, refused, tryInVain, unfold } from './looks.ts';

/** The pages about who somebody is and what they bought. */
export const ownLooks: Looks = {
  '/login': () => [
    {
      by: 'stranger',
      path: '/login',
      allowing: refused,
      states: {
        refused: tryInVain('Sign in', {
          'User name or e-mail address': 'nobody',
          Password: 'not a password',
        }),
      },
    },
  ],
  '/register': () => [
    {
      by: 'stranger',
      path: '/register',
      allowing: refused,
      states: { refused: tryInVain('Open my account', { 'User name': 'a' }) },
    },
  ],
  '/forgot': () => [
    {
      by: 'stranger',
      path: '/forgot',
      states: { refused: tryInVain('Send me the link', { 'E-mail address': 'a' }) },
    },
  ],
  '/reset': () => [
    {
      by: 'stranger',
      path: '/reset?token=nobodys',
      states: { refused: tryInVain('Save the new password', { 'New password': 'short' }) },
    },
  ],
  '/verify': () => [
    { by: 'stranger', path: '/verify' },
    { by: 'stranger', path: '/verify?token=nobodys', states: { refused: tryInVain('Confirm my address') } },
  ],
  '/account': () => [
    {
      by: 'member',
      path: '/account',
      states: {
        'profile refused': tryInVain('Save', { 'E-mail address': 'a' }),
        'address missing': async (page) => {
          await press('Add an address')(page);
          const form = main(page).locator('form').filter({ hasText: 'A new address' });
          await form.getByRole('button', { name: 'Save' }).click();
          await form.locator('[aria-invalid=true]').first().waitFor();
        },
      },
    },
  ],
  '/orders': () => [
    { by: 'stranger', path: '/orders' },
    { by: 'member', path: '/orders' },
  ],
  '/orders/[orderId]': ({ member, declined }) => [
    {
      by: 'member',
      path: `/orders/${member.orderId}`,
      states: {
        'return refused': async (page) => {
          await unfold('Send something back')(page);
          await tryInVain('Ask to send it back')(page);
        },
      },
    },
    { by: 'stranger', path: `/orders/${declined.orderId}?key=${declined.key}` },
    { by: 'member', path: `/de/orders/${member.orderId}` },
  ],
  '/wishlist': () => [{ by: 'member', path: '/wishlist' }],
  '/wishlist/[shareKey]': ({ member }) => [{ by: 'stranger', path: `/wishlist/${member.wishlist}` }],
};
