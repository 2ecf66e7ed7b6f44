/** A name as it is searched: without accents, case and punctuation, so that `munchen` finds München. */
export const searchName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[øØ]/g, 'o')
    .replace(/[łŁ]/g, 'l')
    .replace(/[’'`.-]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
