import type { Locale } from '@shop/contracts';

/** What an e-mail says, before it becomes HTML and plain text. */
export interface Letter {
  /** The language, for whoever reads it aloud. */
  lang: Locale;
  subject: string;
  /** The line a mailbox shows beside the subject. */
  preview: string;
  heading: string;
  paragraphs: string[];
  /** A table: what, and what it costs. The last ones may be totals. */
  rows?: { label: string; value: string; strong?: boolean }[];
  facts?: { label: string; value: string }[];
  button?: { label: string; href: string };
  footer: string[];
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const safe = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter);

/** The plain text part. */
export function textOf(letter: Letter): string {
  const { heading, paragraphs, rows = [], facts = [], button, footer } = letter;
  const width = Math.min(46, Math.max(0, ...rows.map(({ label }) => label.length)));
  return [
    heading,
    '='.repeat(Math.min(heading.length, 70)),
    '',
    ...paragraphs.flatMap((paragraph) => [paragraph, '']),
    ...rows.map(({ label, value }) => `${label.padEnd(width)}  ${value}`),
    ...(rows.length === 0 ? [] : ['']),
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    ...(facts.length === 0 ? [] : ['']),
    ...(button === undefined ? [] : [`${button.label}:`, button.href, '']),
    '-- ',
    ...footer,
    '',
  ].join('\n');
}

const INK = '#1c2430';
const QUIET = '#5d6877';
const LINE = '#e3e7ed';
const ACCENT = '#1f5fd6';
const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

function rowHtml({ label, value, strong = false }: NonNullable<Letter['rows']>[number]): string {
  const weight = strong ? 'font-weight:600;' : '';
  const cell = `padding:10px 0;border-top:1px solid ${LINE};${weight}`;
  return `<tr><td style="${cell}">${safe(label)}</td><td align="right" style="${cell}white-space:nowrap;">${safe(value)}</td></tr>`;
}

function factHtml({ label, value }: NonNullable<Letter['facts']>[number]): string {
  return `<p style="margin:0 0 8px;"><span style="color:${QUIET};">${safe(label)}</span><br>${safe(value)}</p>`;
}

const footerHtml = (line: string): string =>
  safe(line).replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}" style="color:${QUIET};">${url}</a>`);

/** The HTML part: tables and inline styles, as mail programs want it; no pictures, nothing loaded from anywhere. */
export function htmlOf(letter: Letter): string {
  const { subject, preview, heading, paragraphs, rows = [], facts = [], button, footer } = letter;
  const table = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse;margin:8px 0 24px;border-bottom:1px solid ${LINE};">${rows.map(rowHtml).join('')}</table>`;
  const link =
    button === undefined
      ? ''
      : `<p style="margin:28px 0;"><a href="${safe(button.href)}" style="display:inline-block;padding:12px 22px;border-radius:8px;background:${ACCENT};color:#ffffff;text-decoration:none;font-weight:600;">${safe(button.label)}</a></p>`;
  return `<!doctype html>
<html lang="${letter.lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light"><title>${safe(subject)}</title></head>
<body style="margin:0;background:#f4f6f9;color:${INK};font:16px/1.5 ${FONT};">
<div style="display:none;max-height:0;overflow:hidden;">${safe(preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 12px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid ${LINE};border-radius:14px;"><tr><td style="padding:32px;">
<p style="margin:0 0 24px;font-weight:700;color:${ACCENT};">ShopStack</p>
<h1 style="margin:0 0 16px;font-size:24px;line-height:1.25;">${safe(heading)}</h1>
${paragraphs.map((paragraph) => `<p style="margin:0 0 16px;">${safe(paragraph)}</p>`).join('\n')}
${rows.length === 0 ? '' : table}
${facts.map(factHtml).join('\n')}
${link}
</td></tr></table>
<p style="max-width:560px;margin:20px auto 0;font-size:13px;color:${QUIET};">${footer.map(footerHtml).join('<br>')}</p>
</td></tr></table>
</body>
</html>
`;
}
