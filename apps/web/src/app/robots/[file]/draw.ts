import { bottts } from '@dicebear/collection';
import { createAvatar } from '@dicebear/core';

const KEPT = 5_000;
const drawn = new Map<string, string>();
const tints = ['e6eef2', 'eef0e4', 'f4ebe1', 'e9e8f3', 'e3f0ec', 'f3e8ea', 'ebeeef', 'f1efe0'];

/** A robot for a SKU: always the same one, drawn once a process. */
export function drawRobot(sku: string): string {
  const seen = drawn.get(sku);
  if (seen !== undefined) return seen;
  if (drawn.size >= KEPT) drawn.clear();
  let sum = 0;
  for (const letter of sku) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  const svg = createAvatar(bottts, {
    seed: sku,
    size: 480,
    scale: 78,
    backgroundColor: [tints[sum % tints.length] ?? 'ebeeef'],
    backgroundType: ['solid'],
  }).toString();
  drawn.set(sku, svg);
  return svg;
}
