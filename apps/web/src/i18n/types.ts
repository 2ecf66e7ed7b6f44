import type { Locale } from '@shop/contracts';
import type { Messages } from './en.ts';

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
