export interface Form {
  [key: string]: string | Form;
}

/** Reads Stripe's form encoding: `a=1&metadata[reference]=x&expand[]=y`. */
export function parseForm(text: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const keys = name.split(/[[\]]+/).filter((key, index) => index === 0 || key !== '');
    if (name.endsWith('[]')) keys.push('');
    let place = form;
    for (const [index, key] of keys.entries()) {
      const slot = key === '' ? String(Object.keys(place).length) : key;
      if (['__proto__', 'constructor', 'prototype'].includes(slot)) break;
      if (index === keys.length - 1) place[slot] = value;
      else {
        const next = place[slot];
        const inner: Form = typeof next === 'object' ? next : {};
        place[slot] = inner;
        place = inner;
      }
    }
  }
  return form;
}
