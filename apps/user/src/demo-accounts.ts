import type { Role } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import type { AccountStore } from './account/account.store.ts';
import { hashPassword } from './account/passwords.ts';

interface DemoAccount {
  name: string;
  password: string;
  role?: Role;
}

/** robot-shop's three shoppers and one person for each role. Their passwords are public: for demonstrations only. */
export const demoAccounts: readonly DemoAccount[] = [
  { name: 'user', password: 'password' },
  { name: 'stan', password: 'bigbrain' },
  { name: 'partner-57', password: 'worktogether' },
  { name: 'support', password: 'robots-in-repair', role: 'support' },
  { name: 'merchant', password: 'robots-on-shelves', role: 'merchant' },
  { name: 'admin', password: 'robots-in-charge', role: 'admin' },
];

/** Puts the demonstration accounts in; those that are there stay as they are. */
export async function addDemoAccounts(accounts: AccountStore): Promise<void> {
  for (const { password, ...account } of demoAccounts) {
    if ((await accounts.byLogin(account.name)) !== undefined) continue;
    const passwordHash = await hashPassword(password);
    const email = `${account.name}@shopstack.example`;
    await accounts.create(
      { id: uuid(), ...account, email, emailConfirmed: true, passwordHash, createdAt: new Date() },
      [],
    );
  }
}
