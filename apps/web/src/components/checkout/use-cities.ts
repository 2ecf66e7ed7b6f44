import type { shipping } from '@shop/contracts';
import { useEffect, useState } from 'react';
import type { AddressChange, AddressDraft } from './address.ts';

const WAIT_MS = 150;
const SETTLE_LIMIT_MS = 3_000;

/** The cities of a country that start with what was typed, a moment after the typing stops. */
export function useCities(country: string, typed: string, wanted: boolean): shipping.City[] | undefined {
  const [found, setFound] = useState<{ of: string; cities: shipping.City[] }>();
  const of = `${country}/${typed.trim()}`;
  useEffect(() => {
    if (!wanted || country === '' || typed.trim() === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      citiesOf(country, typed.trim(), stop.signal).then(
        (cities) => setFound({ of, cities }),
        () => undefined,
      );
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [country, typed, wanted, of]);
  return found?.of === of ? found.cities : undefined;
}

/** Asks for cities. Throws when the shop cannot be reached. */
export async function citiesOf(country: string, q: string, signal: AbortSignal): Promise<shipping.City[]> {
  const answer = await fetch(`/api/shipping/countries/${country}/cities?${new URLSearchParams({ q })}`, {
    signal,
  });
  if (!answer.ok) throw new Error(`cities: ${answer.status}`);
  const { items } = (await answer.json()) as { items: shipping.City[] };
  return items;
}

/**
 * Gives an address the city that its name can only mean; undefined when there is none such. A browser fills in names on
 * its own, and not everybody waits for the list: a name that is one city's and no other's is that city. What else is typed
 * while the shop is asked stays, and so does another city.
 */
export async function settled({ country, city, cityId }: AddressDraft): Promise<AddressChange | undefined> {
  const typed = city.trim();
  if (cityId !== undefined || typed === '' || country === '') return undefined;
  const cities = await citiesOf(country, typed, AbortSignal.timeout(SETTLE_LIMIT_MS)).catch(() => []);
  const [found, another] = cities.filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
  if (found === undefined || another !== undefined) return undefined;
  return (now) =>
    now.country === country && now.city === city ? { ...now, city: found.name, cityId: found.id } : now;
}
