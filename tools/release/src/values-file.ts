import { isMap, isScalar, parseDocument } from 'yaml';
import { Trouble } from './trouble.ts';

/** The version that runs, and the one before it. */
export interface Tags {
  readonly tag: string;
  readonly previousTag: string;
}

/** The tags in the text of a values file. */
export function readTags(text: string, path: readonly string[], file: string): Tags {
  const image = imageOf(text, path, file);
  return { tag: String(image.get('tag')), previousTag: String(image.get('previousTag') ?? '') };
}

/**
 * The text with other tags. Just the two scalars are exchanged in the text itself, so that comments, order, quotes and blank lines
 * stay as people wrote them. A previousTag that is missing is put beneath the tag.
 */
export function writeTags(text: string, path: readonly string[], file: string, tags: Tags): string {
  const image = imageOf(text, path, file);
  const tag = image.get('tag', true);
  const previous = image.get('previousTag', true);
  if (!isScalar(tag) || tag.range == null) throw noImage(path, file);
  const edits: [number, number, string][] = [[tag.range[0], tag.range[1], quoted(tags.tag)]];
  if (isScalar(previous) && previous.range != null) {
    // A key without a value has an empty range right behind its colon.
    const empty = previous.range[0] === previous.range[1];
    edits.push([previous.range[0], previous.range[1], `${empty ? ' ' : ''}${quoted(tags.previousTag)}`]);
  } else if (image.flow === true) {
    edits.push([tag.range[1], tag.range[1], `, previousTag: ${quoted(tags.previousTag)}`]);
  } else {
    const start = text.lastIndexOf('\n', tag.range[0]) + 1;
    const indent = /^ */.exec(text.slice(start))?.[0] ?? '';
    const end = text.indexOf('\n', tag.range[1]);
    const at = end === -1 ? text.length : end;
    edits.push([at, at, `\n${indent}previousTag: ${quoted(tags.previousTag)}`]);
  }
  const written = edits
    .sort(([one], [other]) => other - one)
    .reduce((result, [from, to, value]) => result.slice(0, from) + value + result.slice(to), text);
  const read = readTags(written, path, file);
  if (read.tag === tags.tag && read.previousTag === tags.previousTag) return written;
  throw new Trouble('fault', `${file} could not be changed.`, `Write ${path.join('.')}.tag there by hand.`);
}

/** Three numbers with dots are a string in YAML, unlike two; what is empty or less sure is quoted. */
function quoted(value: string): string {
  return /^\d+\.\d+\.\d+$/.test(value) ? value : JSON.stringify(value);
}

function imageOf(text: string, path: readonly string[], file: string) {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    throw new Trouble(
      'input',
      `${file} is not YAML: ${error.message.split('\n')[0]}`,
      'Correct it and commit.',
    );
  const image = document.getIn(path);
  if (!isMap(image) || !isScalar(image.get('tag', true))) throw noImage(path, file);
  return image;
}

function noImage(path: readonly string[], file: string): Trouble {
  return new Trouble(
    'input',
    `${file} has no ${path.join('.')}.tag.`,
    'Add it: the release writes it, ArgoCD reads it.',
  );
}
