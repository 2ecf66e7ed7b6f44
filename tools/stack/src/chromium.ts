import { find } from './command.ts';

/** The browser Playwright can drive that is installed here: the path for its `executablePath`. */
export const findChromium = (): Promise<string | undefined> =>
  find('chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser');
