import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';

/** What somebody put into a field that is still as the server wrote it but for that; undefined when nobody did. */
export function typedInto(field: HTMLInputElement | HTMLSelectElement): string | undefined {
  const written =
    field instanceof HTMLSelectElement
      ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
      : field.defaultValue;
  return field.value === written ? undefined : field.value;
}

/**
 * A ref for a field whose text is kept in a state: `take` gets what was typed before scripts took the page over. With
 * its first change of its own React would write the state over it.
 */
export function useTypedEarly(take: (text: string) => void): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  const taken = useEffectEvent(take);
  useLayoutEffect(() => {
    const typed = field.current === null ? undefined : typedInto(field.current);
    if (typed !== undefined) taken(typed);
  }, []);
  return field;
}
