import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from './browser.ts';

const album = join(pictures, 'pages');
const views = ['phone-light', 'phone-dark', 'desk-light', 'desk-dark'];
const style =
  'body{font:1rem sans-serif;margin:2rem}div{display:flex;gap:1rem;align-items:start}img{max-width:24%;border:1px solid #999}';

const fileOf = (name: string): string => name.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '');

/** Where the picture of a page in one view is kept. */
export const pictureOf = (name: string, view: string): string => join(album, `${fileOf(name)}-${view}.jpg`);

/** An empty folder for the pictures. */
export function openAlbum(): void {
  rmSync(album, { recursive: true, force: true });
  mkdirSync(album, { recursive: true });
}

/** A page that shows all pictures of the run beside each other. */
export function closeAlbum(names: readonly string[]): void {
  const taken = new Set(readdirSync(album));
  const sections = names.map((name) => {
    const files = views.map((view) => `${fileOf(name)}-${view}.jpg`).filter((file) => taken.has(file));
    const shown = files.map((file) => `<img loading="lazy" alt="" src="${file}">`);
    return `<h2>${name}</h2><div>${shown.join('')}</div>`;
  });
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title><style>${style}</style>`;
  writeFileSync(join(album, 'index.html'), `${head}<h1>Every page</h1>\n${sections.join('\n')}\n</html>\n`);
}
