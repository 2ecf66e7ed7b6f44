import { Controller } from '@nestjs/common';
import { CurrentShopper, type SignedInShopper } from '@shop/auth';
import { type Input, user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { SessionService } from './session.service.ts';
import { SigningKeys } from './signing-keys.store.ts';

@Controller()
export class SessionController {
  constructor(
    private readonly sessions: SessionService,
    private readonly keys: SigningKeys,
  ) {}

  @Implements(user.createGuest)
  createGuest(_: Input<typeof user.createGuest>) {
    return this.sessions.startGuest();
  }

  @Implements(user.refreshSession)
  refresh({ body }: Input<typeof user.refreshSession>) {
    return this.sessions.refresh(body.refreshToken);
  }

  @Implements(user.revokeSession)
  revoke({ body }: Input<typeof user.revokeSession>) {
    return this.sessions.revoke(body.refreshToken);
  }

  @Implements(user.listSessions)
  list(_: Input<typeof user.listSessions>, @CurrentShopper() shopper: SignedInShopper) {
    return this.sessions.list(shopper);
  }

  @Implements(user.endOneSession)
  endOne({ params }: Input<typeof user.endOneSession>, @CurrentShopper() shopper: SignedInShopper) {
    return this.sessions.endOne(shopper, params.sessionId);
  }

  @Implements(user.endOtherSessions)
  endOthers(_: Input<typeof user.endOtherSessions>, @CurrentShopper() shopper: SignedInShopper) {
    return this.sessions.endOthers(shopper);
  }

  @Implements(user.jwks)
  jwks(_: Input<typeof user.jwks>) {
    return this.keys.published(new Date());
  }
}
