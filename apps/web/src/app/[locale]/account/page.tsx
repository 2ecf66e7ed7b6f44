import { shipping, user } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Addresses } from '../../../components/account/addresses.tsx';
import { ConfirmBanner } from '../../../components/account/confirm-banner.tsx';
import { DeleteAccount } from '../../../components/account/delete-account.tsx';
import { PasswordForm } from '../../../components/account/password-form.tsx';
import { ProfileForm } from '../../../components/account/profile-form.tsx';
import { Sessions } from '../../../components/account/sessions.tsx';
import { Away } from '../../../components/away.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Notice } from '../../../components/ui.tsx';
import { formats, here, namedCountries } from '../../../i18n/here.ts';
import { Words } from '../../../i18n/words.tsx';
import { backend, orAway, orNothing, publicRead } from '../../../server/backend.ts';
import { unlisted } from '../../../server/seo.ts';
import { requireMember } from '../../../server/session.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('account'))('title'));
}

export default async function Account() {
  await requireMember('/account');
  const [t, words, { moment }] = await Promise.all([
    getTranslations('access'),
    getTranslations('account'),
    formats(),
  ]);
  const [profile, addresses, countries, sessions] = await Promise.all([
    orAway(backend(user.getProfile, {})),
    orNothing(backend(user.listAddresses, {})),
    orNothing(publicRead(shipping.listCountries, {})),
    orNothing(backend(user.listSessions, {})),
  ]);
  if (profile === 'away') return <Away what={(await getTranslations('status.away'))('account')} />;
  return (
    <Words of={['access', 'account', 'address', 'errors']}>
      {(profile.newEmail !== undefined || !profile.emailConfirmed) && (
        <ConfirmBanner email={profile.newEmail ?? profile.email} change={profile.newEmail !== undefined} />
      )}
      <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <h1>{words('hello', { name: profile.name })}</h1>
        <div className="flex flex-wrap gap-3">
          <ShopLink href="/wishlist" className="button-quiet">
            {(await getTranslations('wishlist'))('title')}
          </ShopLink>
          <ShopLink href="/orders" className="button-quiet">
            {words('orders')}
          </ShopLink>
          <form action="/api/session/logout" method="post">
            <input type="hidden" name="next" value={await here('/')} />
            <button type="submit" className="button-quiet">
              {words('signOut')}
            </button>
          </form>
        </div>
      </div>
      <div className="grid gap-6 lg:grid-cols-2">
        <section className="card p-5" aria-labelledby="profile">
          <h2 id="profile" className="mb-4">
            {words('profile.title')}
          </h2>
          <ProfileForm profile={profile} />
        </section>
        <section className="card p-5" aria-labelledby="password">
          <h2 id="password" className="mb-4">
            {words('password.title')}
          </h2>
          <PasswordForm name={profile.name} />
        </section>
        <section className="card p-5 lg:col-span-2" aria-labelledby="addresses">
          <h2 id="addresses" className="mb-4">
            {words('addresses.title')}
          </h2>
          {addresses === undefined || countries === undefined ? (
            <Notice tone="warn" title={words('addresses.away')} />
          ) : (
            <Addresses addresses={addresses.items} countries={await namedCountries(countries.items)} />
          )}
        </section>
        <section className="card p-5 lg:col-span-2" aria-labelledby="sessions">
          <h2 id="sessions" className="mb-4">
            {t('sessions.title')}
          </h2>
          {sessions === undefined ? (
            <Notice tone="warn" title={t('sessions.away')} />
          ) : (
            <Sessions
              sessions={sessions.items.map((session) => ({
                ...session,
                seen: moment(session.seenAt),
                since: moment(session.startedAt),
              }))}
            />
          )}
        </section>
        <section className="card p-5 lg:col-span-2" aria-labelledby="export">
          <h2 id="export" className="mb-2">
            {t('export.title')}
          </h2>
          <p className="mb-4 text-muted">{t('export.text')}</p>
          <a href="/account-data" download className="button-quiet">
            {t('export.button')}
          </a>
        </section>
        <section className="card p-5 lg:col-span-2" aria-labelledby="deletion">
          <h2 id="deletion" className="mb-2">
            {words('deletion.title')}
          </h2>
          <DeleteAccount />
        </section>
      </div>
    </Words>
  );
}
