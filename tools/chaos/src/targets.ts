import type { PartName } from '../../stack/src/parts.ts';
import { type StoreName, storeNames } from '../../stack/src/stores/store.ts';

/** What is killed. The mailbox is none: its letters are what the checker reads. */
export const targets = [
  'user',
  'catalogue',
  'cart',
  'payment',
  'shipping',
  'ratings',
  'dispatch',
  'web',
  'psp',
  ...storeNames,
] as const satisfies readonly (PartName | StoreName)[];
export type Target = (typeof targets)[number];

export const isStore = (target: Target): target is StoreName => storeNames.some((name) => name === target);

/** A connection of one process to another that the fault proxy stands in: `payment>psp`. */
export const links = [
  'user>mongodb',
  'user>redis',
  'user>rabbitmq',
  'catalogue>mongodb',
  'catalogue>rabbitmq',
  'cart>redis',
  'cart>rabbitmq',
  'payment>mongodb',
  'payment>rabbitmq',
  'payment>psp',
  'shipping>mysql',
  'shipping>rabbitmq',
  'ratings>mysql',
  'ratings>rabbitmq',
  'dispatch>mongodb',
  'dispatch>rabbitmq',
] as const;
export type LinkName = (typeof links)[number];
