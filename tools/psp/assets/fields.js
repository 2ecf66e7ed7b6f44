const { provider, origin } = document.documentElement.dataset;
const form = document.getElementById('card');
const inputs = ['number', 'expiry', 'cvc'].map((name) => document.getElementById(name));
const [number, expiry, cvc] = inputs;
const brandNames = { visa: 'Visa', mastercard: 'Mastercard', amex: 'Amex', discover: 'Discover' };
let sending = false;
let height = 0;

const tell = (message) => {
  if (window.parent !== window)
    window.parent.postMessage({ source: 'card-fields', provider, ...message }, origin);
};

const digitsOf = (text) => text.replace(/\D/g, '');

const brandOf = (digits) => {
  if (/^4/.test(digits)) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(digits)) return 'mastercard';
  if (/^3[47]/.test(digits)) return 'amex';
  if (/^6(011|5)/.test(digits)) return 'discover';
  return 'unknown';
};

const luhn = (digits) => {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return digits !== '' && sum % 10 === 0;
};

/** Sets a new text and keeps the caret behind the same digit. */
const retype = (input, text) => {
  if (input.value === text) return;
  const before = digitsOf(input.value.slice(0, input.selectionStart ?? 0)).length;
  const atEnd = input.selectionStart === input.value.length;
  input.value = text;
  let caret = 0;
  for (let seen = 0; caret < text.length && seen < before; caret += 1) if (/\d/.test(text[caret])) seen += 1;
  const place = atEnd ? text.length : caret;
  if (document.activeElement === input) input.setSelectionRange(place, place);
};

const show = (name, message) => {
  const error = document.getElementById(`${name}-error`);
  error.textContent = message ?? '';
  const input = document.getElementById(name);
  if (input && message) input.setAttribute('aria-invalid', 'true');
  else input?.removeAttribute('aria-invalid');
};

const faultOf = {
  number: () => {
    const digits = digitsOf(number.value);
    if (digits === '') return 'Enter the card number.';
    if (digits.length < (brandOf(digits) === 'amex' ? 15 : 13)) return 'The card number is incomplete.';
    return luhn(digits) ? '' : 'That is not a valid card number. Please check it.';
  },
  expiry: () => {
    const digits = digitsOf(expiry.value);
    const month = Number(digits.slice(0, 2));
    if (digits === '') return 'Enter the expiry date.';
    if (digits.length < 4 || month < 1 || month > 12) return 'Enter the expiry date as MM/YY.';
    const now = new Date();
    const year = Number(digits.length > 4 ? digits.slice(2) : `20${digits.slice(2)}`);
    if (year * 12 + month - 1 < now.getFullYear() * 12 + now.getMonth())
      return 'The card has expired. Please use another one.';
    return '';
  },
  cvc: () => {
    const length = brandOf(digitsOf(number.value)) === 'amex' ? 4 : 3;
    if (cvc.value === '') return 'Enter the security code.';
    return cvc.value.length === length ? '' : `The security code has ${length} digits.`;
  },
};

const isComplete = () => Object.values(faultOf).every((fault) => fault() === '');

number.addEventListener('input', () => {
  const digits = digitsOf(number.value).slice(0, 19);
  const brand = brandOf(digits);
  const groups = brand === 'amex' ? /^(\d{1,4})(\d{1,6})?(\d{1,5})?.*$/ : /(\d{4})(?=\d)/g;
  retype(
    number,
    brand === 'amex'
      ? digits.replace(groups, (_, ...p) => p.slice(0, 3).filter(Boolean).join(' '))
      : digits.replace(groups, '$1 '),
  );
  document.getElementById('brand').textContent = brandNames[brand] ?? '';
});
expiry.addEventListener('input', (event) => {
  let digits = digitsOf(expiry.value).slice(0, 6);
  if (/^[2-9]/.test(digits)) digits = `0${digits}`;
  const deleting = event.inputType?.startsWith('delete');
  const slash = digits.length > 2 || (digits.length === 2 && !deleting);
  retype(expiry, slash ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits);
});
cvc.addEventListener('input', () => retype(cvc, digitsOf(cvc.value).slice(0, 4)));

for (const input of inputs) {
  input.addEventListener('input', () => {
    show(input.id, '');
    show('form', '');
    tell({ type: 'change', complete: isComplete() });
  });
  input.addEventListener('blur', () => {
    if (input.value !== '') show(input.id, faultOf[input.id]());
  });
}

const failed = (errors, message) => {
  for (const input of inputs) show(input.id, errors[input.id]);
  const first = inputs.find((input) => errors[input.id]);
  first?.focus();
  if (!first) show('form', message);
  tell({ type: 'error', message: first ? errors[first.id] : message, errors });
};

const submit = async () => {
  if (sending) return;
  const errors = Object.fromEntries(
    Object.entries(faultOf)
      .map(([name, fault]) => [name, fault()])
      .filter(([, fault]) => fault !== ''),
  );
  if (Object.keys(errors).length > 0) return failed(errors, 'Please check the card details.');
  sending = true;
  try {
    const response = await fetch(`/fields/${provider}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number: number.value, expiry: expiry.value, cvc: cvc.value }),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = await response.json();
    if (!response.ok) return failed(answer.errors ?? {}, answer.message ?? 'Please check the card details.');
    tell({
      type: 'token',
      token: answer.token,
      brand: answer.brand,
      last4: answer.last4,
      expiresAt: answer.expiresAt,
    });
  } catch {
    failed({}, 'The card could not be checked. Please try again.');
  } finally {
    sending = false;
  }
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
window.addEventListener('message', (event) => {
  if (event.origin !== origin || event.source !== window.parent) return;
  const { type, theme } = event.data ?? {};
  if (type === 'submit') void submit();
  if (type === 'focus') number.focus();
  if (type === 'theme' && ['light', 'dark', 'auto'].includes(theme))
    document.documentElement.dataset.theme = theme;
});

const measure = () => {
  const now = Math.ceil(document.body.getBoundingClientRect().height);
  if (now === height) return;
  height = now;
  tell({ type: 'resize', height });
};
new ResizeObserver(measure).observe(document.body);
tell({ type: 'ready', height: Math.ceil(document.body.getBoundingClientRect().height) });
