/**
 * The country that a browser's languages name, when we deliver there: `de-AT,de;q=0.9` says AT. A language without a
 * country says nothing.
 */
export function likelyCountry(
  acceptLanguage: string | null,
  delivered: readonly string[],
): string | undefined {
  const named = (acceptLanguage ?? '').split(',').map((one) => /^\s*[a-z]{2,3}-([A-Z]{2})\b/i.exec(one)?.[1]);
  return named
    .map((code) => code?.toUpperCase())
    .find((code) => code !== undefined && delivered.includes(code));
}
