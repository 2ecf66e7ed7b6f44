/** Crockford's base32: no I, L, O or U, so that nothing is misread or misheard. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** Luhn's check over 32 letters: finds every single wrong letter and nearly every swap of two neighbours. */
function checkLetter(letters: string): string {
  let sum = 0;
  [...letters].reverse().forEach((letter, index) => {
    const value = ALPHABET.indexOf(letter) * (index % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
  });
  return ALPHABET.charAt((32 - (sum % 32)) % 32);
}

const written = (letters: string): string =>
  `${letters.slice(0, 4)}-${letters.slice(4)}-${checkLetter(letters)}`;

/** An order number such as `RX7K-2M4P-C`, out of eight random bytes: 40 bits and a check character. */
export function orderNumber(random: Uint8Array): string {
  return written([...random.subarray(0, LENGTH)].map((byte) => ALPHABET.charAt(byte % 32)).join(''));
}

/** The number a person meant, however it was typed: case, spaces and look-alikes forgiven. Undefined when it is none. */
export function parseOrderNumber(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (letters.length !== LENGTH + 1 || [...letters].some((letter) => !ALPHABET.includes(letter)))
    return undefined;
  const number = written(letters.slice(0, LENGTH));
  return number.endsWith(letters.slice(-1)) ? number : undefined;
}
