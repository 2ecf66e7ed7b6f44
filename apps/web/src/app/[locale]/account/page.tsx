import { shipping, user } from '@shop/contracts';
import type { Metadata } from 'next';
import { Addresses } from '../../../components/account/addresses.tsx';
import { DeleteAccount } from '../../../components/account/delete-account.tsx';
import { PasswordForm } from '../../../components/account/password-form.tsx';
import { ProfileForm } from '../../../components/account/profile-form.tsx';
import { Away } from '../../../components/away.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Notice } from '../../../components/ui.tsx';
import { here } from '../../../i18n/here.ts';
import { Words } from '../../../i18n/words.tsx';
import { backend, orAway, orNothing, publicRead } from '../../../server/backend.ts';
import { requireMember } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'My account', robots: { index: false } };

export default async function Account() {
  await requireMember('/account');
  const [profile, addresses, countries] = await Promise.all([
    orAway(backend(user.getProfile, {})),
    orNothing(backend(user.listAddresses, {})),
    orNothing(publicRead(shipping.listCountries, {})),
  ]);
  if (profile === 'away') return <Away what="Your account" />;
  return (
    <Words of={['account', 'address', 'errors']}>
      <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <h1>Hello, {profile.name}</h1>
        <div className="flex gap-3">
          <ShopLink href="/orders" className="button-quiet">
            My orders
          </ShopLink>
          <form action="/api/session/logout" method="post">
            <input type="hidden" name="next" value={await here('/')} />
            <button type="submit" className="button-quiet">
              Sign out
            </button>
          </form>
        </div>
      </div>
      <div className="grid gap-6 lg:grid-cols-2">
        <section className="card p-5" aria-labelledby="profile">
          <h2 id="profile" className="mb-4">
            Profile
          </h2>
          <ProfileForm profile={profile} />
        </section>
        <section className="card p-5" aria-labelledby="password">
          <h2 id="password" className="mb-4">
            Password
          </h2>
          <PasswordForm name={profile.name} />
        </section>
        <section className="card p-5 lg:col-span-2" aria-labelledby="addresses">
          <h2 id="addresses" className="mb-4">
            Addresses
          </h2>
          {addresses === undefined || countries === undefined ? (
            <Notice tone="warn" title="Your addresses cannot be shown right now." />
          ) : (
            <Addresses addresses={addresses.items} countries={countries.items} />
          )}
        </section>
        <section className="card p-5 lg:col-span-2" aria-labelledby="deletion">
          <h2 id="deletion" className="mb-2">
            Delete my account
          </h2>
          <DeleteAccount />
        </section>
      </div>
    </Words>
  );
}
