import { setTimeout as pause } from 'node:timers/promises';
import type { Logs } from './logs.ts';
import type { Session } from './session.ts';
import { reason } from './trouble.ts';

const WINDOW_MS = 60_000;
const MOST_IN_WINDOW = 5;

/** Starts again what ends by itself after it was ready, and says so each time; gives up on what keeps falling. */
export interface KeepAlive {
  watch(session: Session): void;
  crashed(process: string, how: string): void;
  stop(): void;
}

export function keepAlive(logs: Logs): KeepAlive {
  let session: Session | undefined;
  const crashes = new Map<string, number[]>();
  const say = (text: string): void => {
    logs.write('shopstack', text);
  };
  const again = async (name: string): Promise<void> => {
    const found = [...(session?.parts ?? [])].find(([part]) => part === name)?.[1] ?? serverOf(session, name);
    await pause(1_000);
    if (session === undefined || found === undefined) return;
    try {
      await found.start();
      say(`${name} runs again`);
    } catch (error) {
      say(`${name} could not be started again: ${reason(error)}`);
    }
  };
  return {
    watch: (watched) => {
      session = watched;
    },
    crashed(name, how) {
      if (session === undefined) return;
      const recent = [...(crashes.get(name) ?? []), Date.now()].filter((at) => at > Date.now() - WINDOW_MS);
      crashes.set(name, recent);
      if (recent.length > MOST_IN_WINDOW) {
        say(
          `${name} ENDED BY ITSELF with ${how}, ${recent.length} times within a minute; it stays down. See its log.`,
        );
        return;
      }
      say(`${name} ENDED BY ITSELF with ${how}; starting it again`);
      void again(name);
    },
    stop: () => {
      session = undefined;
    },
  };
}

function serverOf(session: Session | undefined, name: string): { start(): Promise<void> } | undefined {
  return Object.entries(session?.servers ?? {}).find(([store]) => store === name)?.[1];
}
