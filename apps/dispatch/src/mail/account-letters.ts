import type { user } from '@shop/contracts';
import type { Letter } from './letter.ts';

type Said = Omit<Letter, 'footer'>;

const time = (iso: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(
    new Date(iso),
  );
const until = ({ expiresAt }: user.AccountLetter): string =>
  `The link works once, until ${time(expiresAt)} UTC.`;
const footer = ['ShopStack. You get this e-mail because it is about your account with us.'];

/** An e-mail about an account; `publicUrl` is the shop's own address. */
export function accountLetter(letter: user.AccountLetter, publicUrl: string): Letter {
  return { ...written(letter, publicUrl), footer };
}

function written(letter: user.AccountLetter, publicUrl: string): Said {
  const to = (page: string): string => `${publicUrl}/${page}?token=${encodeURIComponent(letter.token ?? '')}`;
  const confirm = { label: 'Confirm this address', href: to('verify') };
  switch (letter.kind) {
    case 'reset':
      return {
        subject: 'Choose a new password',
        preview: 'Somebody asked for a new password for your account.',
        heading: `Hello, ${letter.name}`,
        paragraphs: [
          'Somebody, we hope you, asked for a new password for your account.',
          until(letter),
          'If it was not you, leave this e-mail alone: your password stays as it is.',
        ],
        button: { label: 'Choose a new password', href: to('reset') },
      };
    case 'confirm':
      return {
        subject: 'Please confirm your e-mail address',
        preview: 'One click, and we know that our e-mails reach you.',
        heading: `Welcome, ${letter.name}`,
        paragraphs: [
          'You have an account with us now. Please confirm that this address is yours.',
          until(letter),
          'If you did not open an account, leave this e-mail alone.',
        ],
        button: confirm,
      };
    case 'confirm-change':
      return {
        subject: 'Please confirm your new e-mail address',
        preview: 'From then on our e-mails go there.',
        heading: `Hello, ${letter.name}`,
        paragraphs: [
          'This address is to be the one of your account. It is as soon as you confirm it.',
          until(letter),
          'If you do not know of it, leave this e-mail alone.',
        ],
        button: confirm,
      };
    case 'password-set':
      return {
        subject: 'Your password was changed',
        preview: 'You are signed out everywhere else.',
        heading: `Hello, ${letter.name}`,
        paragraphs: [
          'The password of your account was just changed, and everywhere else you are signed out.',
          'If it was not you, choose a new password at once: whoever it was cannot get in any more then.',
        ],
        button: { label: 'It was not me', href: `${publicUrl}/forgot` },
      };
    case 'change-asked':
      return {
        subject: 'Your e-mail address is about to change',
        preview: 'Another address was asked for.',
        heading: `Hello, ${letter.name}`,
        paragraphs: [
          'Somebody who is signed in to your account asked for another e-mail address. It takes the place of this one once it is confirmed.',
          'If it was not you, choose a new password and look at your profile.',
        ],
        button: { label: 'It was not me', href: `${publicUrl}/forgot` },
      };
  }
}
