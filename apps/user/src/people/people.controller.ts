import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { type Input, Problem, personOf, user } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { Implements } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { PeopleStore } from './people.store.ts';

/** Who has an account, and who may do what for the shop. */
@Controller()
export class PeopleController {
  constructor(private readonly people: PeopleStore) {}

  @Implements(user.listPeople)
  async list({ query }: Input<typeof user.listPeople>) {
    const { page, size } = query;
    return { ...(await this.people.list(query)), page, size };
  }

  /** Nobody changes their own, so that the last admin cannot stop being one. */
  @Implements(user.setRole)
  setRole({ params, body }: Input<typeof user.setRole>, @CurrentShopper() admin: user.Shopper) {
    if (params.accountId === admin.id) throw new Problem('own_role');
    return this.people.setRole(params.accountId, body.role, ({ id, name, role }) =>
      envelope(user.roleChanged, {
        actId: uuid(),
        at: new Date().toISOString(),
        by: personOf(admin),
        accountId: id,
        name,
        before: role ?? null,
        after: body.role,
        reason: body.reason,
      }),
    );
  }
}
