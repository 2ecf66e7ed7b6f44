const KEY = 'recently-viewed';
/** Most products in the row. */
export const MOST = 8;

/** A product that was looked at, as far as a row of pictures needs it. */
export interface Seen {
  sku: string;
  name: string;
  image: string;
}

const nothing: Seen[] = [];
let cached: { text: string | null; seen: Seen[] } = { text: null, seen: nothing };
const listeners = new Set<() => void>();

/** What was looked at in this browser, the last first. It never leaves it. */
export function seenHere(): Seen[] {
  const text = read();
  if (text !== cached.text) cached = { text, seen: parsed(text) };
  return cached.seen;
}

/** Puts a product in front. */
export function note(product: Seen): void {
  write(JSON.stringify([product, ...seenHere().filter(({ sku }) => sku !== product.sku)].slice(0, MOST + 1)));
}

export const forget = (): void => write(undefined);

export function listen(changed: () => void): () => void {
  listeners.add(changed);
  window.addEventListener('storage', changed);
  return () => {
    listeners.delete(changed);
    window.removeEventListener('storage', changed);
  };
}

// By hand, as a schema would bring its library into every product page.
function parsed(text: string | null): Seen[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isSeen) : nothing;
  } catch {
    return nothing;
  }
}

const isSeen = (value: unknown): value is Seen =>
  typeof value === 'object' &&
  value !== null &&
  ['sku', 'name', 'image'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');

// A browser may keep its storage closed; then nothing is remembered.
function read(): string | null {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(text: string | undefined): void {
  try {
    if (text === undefined) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, text);
  } catch {}
  for (const changed of listeners) changed();
}
