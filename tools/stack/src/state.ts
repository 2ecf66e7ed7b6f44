import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startedAt } from './ledger.ts';
import { defaultPorts } from './parts.ts';

const State = z.object({
  supervisor: z.object({ pid: z.int(), started: z.string() }),
  ports: z.object(
    Object.fromEntries(Object.keys(defaultPorts).map((name) => [name, z.int()])) as Record<
      keyof typeof defaultPorts,
      z.ZodInt
    >,
  ),
  stores: z.object({
    mongoUrl: z.string(),
    mysqlUrl: z.string(),
    redisUrl: z.string(),
    amqpUrl: z.string(),
    standIn: z.boolean(),
    brokerPage: z.string().or(z.undefined()).optional(),
  }),
});
/** What other commands need to know of the stack that runs. */
export type State = z.output<typeof State>;

const fileOf = (folder: string): string => join(folder, 'stack.json');

/** The stack that runs from this folder and is ready, or undefined. */
export function runningStack(folder: string): State | undefined {
  try {
    const state = State.parse(JSON.parse(readFileSync(fileOf(folder), 'utf8')));
    return startedAt(state.supervisor.pid) === state.supervisor.started ? state : undefined;
  } catch {
    return undefined;
  }
}

export function writeState(folder: string, state: Omit<State, 'supervisor'>): void {
  const supervisor = { pid: process.pid, started: startedAt(process.pid) };
  writeFileSync(fileOf(folder), `${JSON.stringify({ supervisor, ...state }, undefined, 1)}\n`, {
    mode: 0o600,
  });
}

export const forgetState = (folder: string): void => rmSync(fileOf(folder), { force: true });
