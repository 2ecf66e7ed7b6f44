import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

it('ends at once, with 130, when somebody interrupts it', async () => {
  const mute = createServer().listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const words = ['status', '--json', '--timeout', '600', '--shop', `http://127.0.0.1:${port}`];
  const child = spawn(process.execPath, ['--conditions=source', main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: '/not/here' },
  });
  try {
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    await once(mute, 'connection');
    child.kill('SIGTERM');
    const [stdout, stderr, [code]] = await ended;
    expect({ stderr, code }).toEqual({ stderr: 'Interrupted.\n', code: 130 });
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'interrupted', exitCode: 130 } });
  } finally {
    child.kill('SIGKILL');
    mute.close();
  }
});
