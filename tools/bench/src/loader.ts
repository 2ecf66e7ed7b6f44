import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Job, Outcome } from './job.ts';

/** The load process, as the measuring one sees it. One job at a time. */
export class Loader {
  private readonly child: ChildProcess;
  private readonly gone: Promise<never>;

  constructor() {
    this.child = fork(join(import.meta.dirname, 'load.ts'), { execArgv: ['--conditions=source'] });
    this.gone = once(this.child, 'exit').then(() => {
      throw new Error('the load process has ended');
    });
    this.gone.catch(() => undefined);
  }

  /** Throws when the load process has failed. */
  async run(job: Job): Promise<Outcome> {
    const answer = once(this.child, 'message');
    this.child.send(job);
    const [said] = (await Promise.race([answer, this.gone])) as [{ done?: Outcome; failed?: string }];
    if (said.done === undefined) throw new Error(`the load process failed: ${said.failed}`);
    return said.done;
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
