import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Env as cart } from '../../../apps/cart/src/env.ts';
import { Env as catalogue } from '../../../apps/catalogue/src/env.ts';
import { Env as dispatch } from '../../../apps/dispatch/src/env.ts';
import { Env as payment } from '../../../apps/payment/src/env.ts';
import { Env as ratings } from '../../../apps/ratings/src/env.ts';
import { Env as shipping } from '../../../apps/shipping/src/env.ts';
import { Env as user } from '../../../apps/user/src/env.ts';
import { Env as web } from '../../../apps/web/src/gateway/env.ts';
import { allMessages, errors } from '../src/index.ts';

const root = join(import.meta.dirname, '../../..');
const page = (path: string) => readFileSync(join(root, path), 'utf8');

/** Rows of the tables under a heading (all of the page without one) that begin with `code`: their cells. */
function rows(text: string, heading?: string): string[][] {
  const part =
    heading === undefined
      ? text
      : (text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? 'no such heading');
  return part
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')))
    .map((cells) => cells.slice(1, -1));
}

describe('the page of errors', () => {
  it('has every code with its status, and none that does not exist', () => {
    const told = rows(page('docs/errors.md')).map(([code, status]) => `${code} ${status}`);
    const declared = Object.entries(errors).map(([code, [status]]) => `${code} ${status}`);
    expect(told.sort()).toEqual(declared.sort());
  });
});

describe('the page of services', () => {
  const schemas = { web, user, catalogue, cart, payment, shipping, ratings, dispatch };

  it.each(Object.entries(schemas))('has every variable of %s with its default', (name, schema) => {
    const text = page('docs/services.md');
    const told = [...rows(text, 'Every process'), ...rows(text, name)].map(
      ([variable, value]) => `${variable} ${value}`,
    );
    const read = Object.entries(schema.shape).map(([variable, part]) => {
      const given = (part as z.ZodType).safeParse(undefined);
      const value = !given.success ? 'needed' : given.data === undefined ? 'none' : String(given.data);
      return `${variable} ${value}`;
    });
    expect(told.sort()).toEqual(read.sort());
  });
});

describe('the page of the architecture', () => {
  it('names every command and event', () => {
    const text = page('docs/architecture.md');
    const missing = allMessages().filter(({ name }) => !text.includes(`\`${name}\``));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

const skipped = new Set(['node_modules', 'dist', '.next', '.git', '.shopstack', 'test-results', 'coverage']);

function markdown(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdown(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** The names GitHub gives the headings of a page. */
const anchors = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('a link in a page', () => {
  it.each(markdown(root).map((path) => relative(root, path)))('leads somewhere: %s', (path) => {
    const text = page(path).replace(/```[\s\S]*?```/g, '');
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? join(root, path) : join(root, dirname(path), file);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchors(readFileSync(target, 'utf8')).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});
