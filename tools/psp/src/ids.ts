import { randomInt } from 'node:crypto';

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** A random id of letters alone, so that no id can ever look like a card number. 24 letters carry about 135 bits. */
export function newId(prefix = '', length = 24): string {
  let id = prefix;
  for (let i = 0; i < length; i += 1) id += letters[randomInt(letters.length)];
  return id;
}
