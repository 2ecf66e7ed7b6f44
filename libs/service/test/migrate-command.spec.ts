import { describe, expect, it } from 'vitest';
import { migrateCommand, type StoreToMigrate } from '../src/index.ts';

const env = { VERSION: '1.2.3', LOG_LEVEL: 'silent' } as Parameters<typeof migrateCommand>[1];
const refused = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));

/** A store that notes what is done with it. */
function store(migrate: () => Promise<void> = async () => undefined) {
  const done: string[] = [];
  const opened: StoreToMigrate = {
    migrate: async () => {
      done.push('migrate');
      await migrate();
    },
    close: async () => done.push('close'),
  };
  return { done, opened };
}

describe('the command migrate', () => {
  it('migrates the store and closes it', async () => {
    const { done, opened } = store();
    expect(await migrateCommand('user', env, async () => opened)).toBe(0);
    expect(done).toEqual(['migrate', 'close']);
  });

  it('has nothing to do where there is no store', async () => {
    expect(await migrateCommand('cart', env)).toBe(0);
  });

  it('waits for a store that is only just starting', async () => {
    const { done, opened } = store();
    let tries = 0;
    const open = () => (++tries < 3 ? refused() : Promise.resolve(opened));
    expect(await migrateCommand('user', env, open, 5_000)).toBe(0);
    expect([tries, done]).toEqual([3, ['migrate', 'close']]);
  });

  it('gives up on a store that does not answer within the limit', async () => {
    const started = Date.now();
    expect(await migrateCommand('user', env, refused, 1_200)).toBe(1);
    expect(Date.now() - started).toBeLessThan(3_000);
  });

  it('does not ask a store again that refuses it', async () => {
    let tries = 0;
    const open = () => {
      tries++;
      return Promise.reject(new Error('Access denied'));
    };
    expect(await migrateCommand('user', env, open, 5_000)).toBe(1);
    expect(tries).toBe(1);
  });

  it('fails, and lets go of the store, when a migration fails', async () => {
    const { done, opened } = store(() => Promise.reject(new Error('no such column')));
    expect(await migrateCommand('user', env, async () => opened)).toBe(1);
    expect(done).toEqual(['migrate', 'close']);
  });
});
