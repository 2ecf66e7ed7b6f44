import { synonyms } from '../data/synonyms.ts';

/** Words so common that they say nothing. */
export const stopWords: readonly string[] =
  'a an and are as at by for from in is it of on or that the this to with'.split(' ');

/** Where one word ends: at spaces and punctuation. In Java's syntax and in JavaScript's the same. */
export const BETWEEN_WORDS = String.raw`[\s\p{Z}\p{P}]+`;

const stopped = new Set(stopWords);
const between = new RegExp(BETWEEN_WORDS, 'u');
/** Letters that are more than a letter and a mark. */
const spelled: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ð: 'd',
  þ: 'th',
};

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđłðþ]/g, (letter) => spelled[letter] ?? letter);

/** Takes an English plural's ending away, in the way Lucene's `minimal_english` does: `batteries` -> `battery`. */
function singular(word: string): string {
  if (word.length < 3 || !word.endsWith('s') || /[us]s$/.test(word)) return word;
  if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[iaoe]es$/.test(word) ? word : word.slice(0, -1);
}

/** A word as both indexes hold it; null for one that says nothing. */
export function fold(word: string): string | null {
  const folded = plain(word);
  return folded === '' || stopped.has(folded) ? null : singular(folded);
}

/** The words of a text as the indexes hold them. */
export const wordsOf = (text: string): string[] => text.split(between).flatMap((word) => fold(word) ?? []);

/** One thing that was asked for: any of its alternatives, and all words of an alternative. What was typed comes first. */
export type Slot = string[][];

const phrases = new Map<string, { words: string[]; group: string[][] }[]>();
for (const group of synonyms) {
  const all = [...new Map(group.map((phrase) => [wordsOf(phrase).join(' '), wordsOf(phrase)])).values()];
  for (const words of all) {
    const [first = ''] = words;
    const others = [words, ...all.filter((other) => other !== words)];
    const known = phrases.get(first) ?? [];
    phrases.set(first, [...known, { words, group: others }]);
  }
}

/** What was asked for, with what else it may be called. */
export function slotsOf(text: string): Slot[] {
  const words = wordsOf(text);
  const slots: Slot[] = [];
  for (let at = 0; at < words.length; ) {
    const longest = (phrases.get(words[at] ?? '') ?? [])
      .filter((phrase) => phrase.words.every((word, i) => words[at + i] === word))
      .sort((a, b) => b.words.length - a.words.length)[0];
    slots.push(longest?.group ?? [[words[at] ?? '']]);
    at += longest?.words.length ?? 1;
  }
  return slots;
}

/** How names sort: without marks and case, and numbers by their size. */
export const sortKey = (name: string): string =>
  plain(name).replace(/\d+/g, (digits) => digits.padStart(12, '0'));

/** Typing errors forgiven in a word of this length: three letters are too few to guess from. */
export const slipsIn = (word: string): 0 | 1 | 2 => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);
