import type { WriteStream } from 'node:tty';
import type { Progress } from './run.ts';

const BAR = 28;
const PLAIN_EVERY_MS = 15_000;

/** Shows how a run goes: a bar on a terminal, a line now and then anywhere else. */
export function watch(
  to: Pick<WriteStream, 'write' | 'isTTY'>,
  orders: number,
): { tell(progress: Progress): void; end(): void } {
  const began = Date.now();
  let shown = Number.NEGATIVE_INFINITY;
  let stage = '';
  const lineOf = (progress: Progress): string => {
    const { placed, kills, wantedKills, last } = progress;
    const share = Math.min(1, Math.min(placed / orders, kills / wantedKills));
    const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░');
    const passed = Math.round((Date.now() - began) / 1_000);
    const time = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, '0')}`;
    return `${bar} ${time} ${progress.stage}: ${placed}/${orders} orders, ${kills}/${wantedKills} kills  ${last}`;
  };
  return {
    tell(progress) {
      if (to.isTTY) {
        to.write(`\r\u001b[2K${lineOf(progress).slice(0, 118)}`);
        return;
      }
      const now = Date.now();
      if (progress.stage === stage && now < shown + PLAIN_EVERY_MS) return;
      stage = progress.stage;
      shown = now;
      to.write(`${lineOf(progress)}\n`);
    },
    end() {
      if (to.isTTY) to.write('\r\u001b[2K');
    },
  };
}
