/** The first that fits counts: most browsers claim to be others too. */
const browsers = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const systems = [
  [/iPhone|iPad|iPod/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

const nameIn = (text: string, names: typeof browsers | typeof systems): string | undefined =>
  names.find(([pattern]) => pattern.test(text))?.[1];

/** What somebody is signed in with, as far as it is known. */
export interface Device {
  browser?: string;
  system?: string;
}

const deviceWith = (browser: string | undefined, system: string | undefined): Device => ({
  ...(browser === undefined ? {} : { browser }),
  ...(system === undefined ? {} : { system }),
});

/** A browser and its system by their names, for people to know it again: `Firefox` and `Linux`. */
export const deviceOf = (userAgent = ''): Device =>
  deviceWith(nameIn(userAgent, browsers), nameIn(userAgent, systems));

/** The same of a session as it is stored. Those from before the two stood apart have one phrase: `Firefox on Linux`. */
export const storedDevice = ({ browser, system, device = '' }: Device & { device?: string }): Device =>
  browser === undefined && system === undefined ? namedIn(device) : deviceWith(browser, system);

function namedIn(phrase: string): Device {
  const [first, second] = phrase.split(' on ');
  const known = (names: typeof browsers | typeof systems) =>
    names.find(([, name]) => name === first || name === second)?.[1];
  return deviceWith(known(browsers), known(systems));
}

/** The network of an address, without what names one machine in it: `192.0.2.x`, `2001:db8:1:…`. */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address);
  if (v4 !== null) return `${v4[1]}.x`;
  const groups = address.split('::')[0]?.split(':').slice(0, 3).filter(Boolean) ?? [];
  return groups.length === 0 ? undefined : `${groups.join(':')}:…`;
}

/** When a session began: its id, a UUID of version 7, begins with the time. */
export const startedAt = (sessionId: string): Date =>
  new Date(Number.parseInt(sessionId.replaceAll('-', '').slice(0, 12), 16));
