import { Controller } from '@nestjs/common';
import { CurrentShopper, type SignedInShopper } from '@shop/auth';
import { type Input, user } from '@shop/contracts';
import { Implements } from '@shop/service';
import { AccountService } from './account.service.ts';

@Controller()
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Implements(user.register)
  register({ body }: Input<typeof user.register>) {
    return this.accounts.register(body);
  }

  @Implements(user.login)
  login({ body }: Input<typeof user.login>) {
    return this.accounts.login(body);
  }

  @Implements(user.getProfile)
  profile(_: Input<typeof user.getProfile>, @CurrentShopper() shopper: SignedInShopper) {
    return this.accounts.profile(shopper);
  }

  @Implements(user.updateProfile)
  update({ body }: Input<typeof user.updateProfile>, @CurrentShopper() shopper: SignedInShopper) {
    return this.accounts.update(shopper, body);
  }

  @Implements(user.changePassword)
  changePassword({ body }: Input<typeof user.changePassword>, @CurrentShopper() shopper: SignedInShopper) {
    return this.accounts.changePassword(shopper, body);
  }

  @Implements(user.deleteAccount)
  delete({ body }: Input<typeof user.deleteAccount>, @CurrentShopper() shopper: SignedInShopper) {
    return this.accounts.delete(shopper, body.password);
  }

  @Implements(user.listAddresses)
  addresses(_: Input<typeof user.listAddresses>, @CurrentShopper() shopper: SignedInShopper) {
    return this.accounts.addresses(shopper);
  }

  @Implements(user.addAddress)
  addAddress({ body }: Input<typeof user.addAddress>, @CurrentShopper() shopper: SignedInShopper) {
    return this.accounts.addAddress(shopper, body);
  }

  @Implements(user.changeAddress)
  changeAddress(
    { params, body }: Input<typeof user.changeAddress>,
    @CurrentShopper() shopper: SignedInShopper,
  ) {
    return this.accounts.changeAddress(shopper, params.addressId, body);
  }

  @Implements(user.deleteAddress)
  deleteAddress({ params }: Input<typeof user.deleteAddress>, @CurrentShopper() shopper: SignedInShopper) {
    return this.accounts.deleteAddress(shopper, params.addressId);
  }
}
