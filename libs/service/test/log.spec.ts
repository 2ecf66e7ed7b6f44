import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

interface Ended {
  code: number | null;
  lines: { msg: string }[];
}

/** Runs a process that logs and then ends, one way or another. */
function after(program: string): Promise<Ended> {
  const source = `import { log } from '@shop/service/plain'; ${program}`;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--conditions=source', '--input-type=module', '-e', source],
      { cwd: import.meta.dirname, timeout: 60_000 },
      (_, stdout) => {
        const lines = stdout.trim().split('\n').filter(Boolean);
        resolve({ code: child.exitCode, lines: lines.map((line) => JSON.parse(line)) });
      },
    );
  });
}

describe('the last words of a process reach the log', () => {
  it('when it leaves at once', async () => {
    const { code, lines } = await after(`log.info('one'); log.info('two'); process.exit(3);`);
    expect(code).toBe(3);
    expect(lines.map(({ msg }) => msg)).toEqual(['one', 'two']);
  });

  it('when it breaks', async () => {
    const { code, lines } = await after(`log.warn('the last'); throw new Error('broken');`);
    expect(code).toBe(1);
    expect(lines.map(({ msg }) => msg)).toEqual(['the last']);
  });

  it('when it has more to say than fits one write', async () => {
    const { lines } = await after(`for (let i = 0; i < 5000; i++) log.info({ i }, 'many'); process.exit(0);`);
    expect(lines).toHaveLength(5_000);
  });
});
