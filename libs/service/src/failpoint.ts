import { type ArmedFailpoint, type Failpoint, readFailpoints } from './failpoints.ts';
import { flushLog, log } from './log.ts';

type Pass = (name: Failpoint) => void | Promise<void>;

const nothing: Pass = () => undefined;

/**
 * Marks a step boundary where a process may die, so that a test can make it die just there: `await failpoint(name)`. An
 * empty function, unless FAILPOINT was given to the process.
 */
export let failpoint: Pass = nothing;

/** Called once by run() with the variable FAILPOINT: from now on those failpoints do something, and no others. */
export function armFailpoints(given: string | undefined): void {
  if (given === undefined) {
    failpoint = nothing;
    return;
  }
  const armed = readFailpoints(given);
  log.warn({ failpoints: armed.map(({ name, pass }) => `${name}@${pass}`) }, 'failpoints are armed');
  failpoint = (name) => {
    for (const each of armed) {
      if (each.name !== name) continue;
      each.pass -= 1;
      if (each.pass === 0) return act(each);
    }
  };
}

async function act({ name, action }: ArmedFailpoint): Promise<void> {
  log.warn({ failpoint: name, action: action.kind }, `failpoint ${name}: ${action.kind}`);
  flushLog();
  switch (action.kind) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      // Nothing of ours runs between the signal and the end.
      return new Promise(() => undefined);
    case 'error':
      throw new Error(`the failpoint ${name} says so`);
    case 'hang':
      return new Promise(() => undefined);
    case 'delay':
      return new Promise((resolve) => setTimeout(resolve, action.ms));
  }
}
