import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { getConnectionToken, getModelToken, InjectConnection, MongooseModule } from '@nestjs/mongoose';
import { HealthRegistry } from '@shop/health';
import { MessagingModule } from '@shop/messaging';
import {
  CoreModule,
  migrate,
  mongoOptions,
  Opening,
  openMongo,
  pingMongo,
  refuseStandIn,
} from '@shop/service';
import { Redis } from 'ioredis';
import type { Connection, Model } from 'mongoose';
import { AccountController } from './account/account.controller.ts';
import { AccountDocument, AccountSchema } from './account/account.schema.ts';
import { AccountService } from './account/account.service.ts';
import { AccountStore } from './account/account.store.ts';
import { CredentialStore } from './account/credential.store.ts';
import { LetterController } from './account/letter.controller.ts';
import { LetterService } from './account/letter.service.ts';
import { LetterStore } from './account/letter.store.ts';
import { LetterTokens } from './account/letter-tokens.ts';
import type { Env } from './env.ts';
import { migrations } from './migrations.ts';
import { NewsletterController } from './newsletter/newsletter.controller.ts';
import { NewsletterStore } from './newsletter/newsletter.store.ts';
import { PeopleController } from './people/people.controller.ts';
import { PeopleStore } from './people/people.store.ts';
import { RefreshTokens } from './session/refresh.ts';
import { SessionController } from './session/session.controller.ts';
import { SessionService } from './session/session.service.ts';
import { SessionDocument, SessionSchema, SessionStore } from './session/session.store.ts';
import { SigningKeys } from './session/signing-keys.store.ts';
import { Throttle } from './session/throttle.store.ts';
import { WishlistController } from './wishlist/wishlist.controller.ts';
import { WishlistStore } from './wishlist/wishlist.store.ts';

const ENV = Symbol('ENV');

@Module({})
export class UserModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectConnection() private readonly connection: Connection,
    private readonly redis: Redis,
    private readonly accounts: AccountStore,
    private readonly opening: Opening,
    health: HealthRegistry,
  ) {
    health.add({ name: 'mongodb', critical: true, check: () => pingMongo(connection) });
    health.add({ name: 'redis', critical: false, check: () => redis.ping() });
  }

  static with(env: Env): DynamicModule {
    return {
      module: UserModule,
      imports: [
        CoreModule.forRoot('user', env),
        MessagingModule.forRoot({ service: 'user', url: env.AMQP_URL }),
        MongooseModule.forRoot(env.MONGO_URL, mongoOptions),
        MongooseModule.forFeature([
          { name: AccountDocument.name, schema: AccountSchema },
          { name: SessionDocument.name, schema: SessionSchema },
        ]),
      ],
      controllers: [
        AccountController,
        LetterController,
        SessionController,
        PeopleController,
        WishlistController,
        NewsletterController,
      ],
      providers: [
        AccountService,
        AccountStore,
        CredentialStore,
        LetterService,
        LetterStore,
        PeopleStore,
        SessionService,
        SessionStore,
        Throttle,
        { provide: ENV, useValue: env },
        { provide: LetterTokens, useFactory: () => new LetterTokens(env.TOKEN_SECRET) },
        {
          provide: WishlistStore,
          inject: [getModelToken(AccountDocument.name)],
          useFactory: (accounts: Model<AccountDocument>) => new WishlistStore(accounts, env.TOKEN_SECRET),
        },
        { provide: RefreshTokens, useFactory: () => new RefreshTokens(env.TOKEN_SECRET) },
        {
          provide: SigningKeys,
          inject: [getConnectionToken()],
          useFactory: (connection: Connection) => new SigningKeys(connection, env.TOKEN_SECRET),
        },
        {
          provide: NewsletterStore,
          inject: [getConnectionToken()],
          useFactory: (connection: Connection) => new NewsletterStore(connection, env.TOKEN_SECRET),
        },
        {
          provide: Redis,
          useFactory: () =>
            new Redis(env.REDIS_URL, {
              connectTimeout: 2_000,
              commandTimeout: 2_000,
              maxRetriesPerRequest: 1,
              retryStrategy: (times) => Math.min(times * 100, 2_000),
            }).on('error', () => undefined),
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.opening.store('mongodb', () => this.prepare());
  }

  private async prepare(): Promise<void> {
    await openMongo(this.connection, this.env.MONGO_URL);
    await refuseStandIn(this.connection.db, this.env.ALLOW_STAND_IN === '1');
    const demo = this.env.DEMO_DATA === '1' ? this.accounts : undefined;
    await migrate(this.connection.collection('migrations') as never, migrations(this.connection, demo));
    this.accounts.startRelay();
  }

  onModuleDestroy(): void {
    this.redis.disconnect();
  }
}
