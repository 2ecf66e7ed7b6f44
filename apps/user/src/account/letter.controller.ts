import { Controller } from '@nestjs/common';
import { CurrentShopper } from '@shop/auth';
import { type Input, user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { LetterService } from './letter.service.ts';

@Controller()
export class LetterController {
  constructor(private readonly letters: LetterService) {}

  @Implements(user.askReset)
  askReset({ body }: Input<typeof user.askReset>) {
    return this.letters.askReset(body);
  }

  @Implements(user.resetPassword)
  resetPassword({ body }: Input<typeof user.resetPassword>) {
    return this.letters.resetPassword(body);
  }

  @Implements(user.askConfirmation)
  askConfirmation(_: Input<typeof user.askConfirmation>, @CurrentShopper() shopper: user.Shopper) {
    return this.letters.askConfirmation(shopper);
  }

  @Implements(user.confirmEmail)
  confirmEmail({ body }: Input<typeof user.confirmEmail>) {
    return this.letters.confirmEmail(body.token);
  }

  @Implements(user.getAccountLetter)
  toWrite({ params }: Input<typeof user.getAccountLetter>) {
    return this.letters.toWrite(params.letterId);
  }
}
