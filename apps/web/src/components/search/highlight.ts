const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** A piece of a name, and whether it is what was typed. */
export interface Piece {
  text: string;
  typed: boolean;
}

/** A name in pieces: the beginnings of its words that were typed, and the rest. */
export function highlighted(name: string, typed: string): Piece[] {
  const asked = plain(typed)
    .split(/[\s\p{P}]+/u)
    .filter((word) => word !== '');
  const pieces: Piece[] = [];
  for (const [word] of name.matchAll(/[^\s\p{P}]+|[\s\p{P}]+/gu)) {
    const begun = asked.filter((one) => plain(word).startsWith(one)).sort((a, b) => b.length - a.length)[0];
    const length = begun?.length ?? 0;
    if (length > 0) pieces.push({ text: word.slice(0, length), typed: true });
    if (length < word.length) pieces.push({ text: word.slice(length), typed: false });
  }
  return pieces;
}
