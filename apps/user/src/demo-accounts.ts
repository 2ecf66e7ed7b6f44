import { v7 as uuid } from 'uuid';
import type { AccountStore } from './account/account.store.ts';
import { hashPassword } from './account/passwords.ts';

/** robot-shop's three shoppers and an admin. Their passwords are public: for demonstrations only. */
export const demoAccounts = [
  { name: 'user', email: 'user@shopstack.example', password: 'password', admin: false },
  { name: 'stan', email: 'stan@shopstack.example', password: 'bigbrain', admin: false },
  { name: 'partner-57', email: 'partner-57@shopstack.example', password: 'worktogether', admin: false },
  { name: 'admin', email: 'admin@shopstack.example', password: 'robots-in-charge', admin: true },
] as const;

/** Puts the demonstration accounts in; those that are there stay as they are. */
export async function addDemoAccounts(accounts: AccountStore): Promise<void> {
  for (const { password, ...account } of demoAccounts) {
    if ((await accounts.byLogin(account.name)) !== undefined) continue;
    const passwordHash = await hashPassword(password);
    await accounts.create({ id: uuid(), ...account, passwordHash, createdAt: new Date() }, []);
  }
}
