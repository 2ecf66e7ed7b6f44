import { defaultLocale, localPath, type user } from '@shop/contracts';
import type { Letter } from './letter.ts';
import { wordsOf } from './words/words.ts';

/** An e-mail about an account; `publicUrl` is the shop's own address. */
export function accountLetter(letter: user.AccountLetter, publicUrl: string): Letter {
  const locale = letter.locale ?? defaultLocale;
  const words = wordsOf(locale);
  const page = (path: string): string => publicUrl + localPath(locale, path);
  const withToken = (path: string): string => `${page(path)}?token=${encodeURIComponent(letter.token ?? '')}`;
  const frame = { lang: locale, footer: words.because.account };
  const hello = words.hello(letter.name);
  const until = words.linkUntil(words.time(letter.expiresAt));
  const confirm = { label: words.confirmAddress, href: withToken('/verify') };
  const notMe = { label: words.notMe, href: page('/forgot') };
  switch (letter.kind) {
    case 'reset': {
      const { subject, preview, text, otherwise } = words.reset;
      const button = { label: subject, href: withToken('/reset') };
      return { ...frame, subject, preview, heading: hello, paragraphs: [text, until, otherwise], button };
    }
    case 'confirm': {
      const { subject, preview, heading, text, otherwise } = words.confirm;
      const paragraphs = [text, until, otherwise];
      return { ...frame, subject, preview, heading: heading(letter.name), paragraphs, button: confirm };
    }
    case 'confirm-change': {
      const { subject, preview, text, otherwise } = words.confirmChange;
      const paragraphs = [text, until, otherwise];
      return { ...frame, subject, preview, heading: hello, paragraphs, button: confirm };
    }
    case 'password-set':
    case 'change-asked': {
      const said = letter.kind === 'password-set' ? words.passwordSet : words.changeAsked;
      const { subject, preview, text, otherwise } = said;
      return { ...frame, subject, preview, heading: hello, paragraphs: [text, otherwise], button: notMe };
    }
  }
}
