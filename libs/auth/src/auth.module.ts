import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { ServiceName } from '@shop/contracts';
import { AuthGuard } from './guard.ts';
import { AccessTokens, ServiceTokens } from './token.ts';

/** Puts the guard before every route of a service. */
@Module({})
export class AuthModule {
  /** `secret` is SERVICE_SECRET; `userUrl` is where the user service serves its JWKS. */
  static forRoot(options: { service: ServiceName; secret: string; userUrl: string }): DynamicModule {
    const jwks = new URL('/.well-known/jwks.json', options.userUrl);
    return {
      module: AuthModule,
      global: true,
      providers: [
        { provide: AccessTokens, useFactory: () => new AccessTokens(jwks) },
        { provide: ServiceTokens, useFactory: () => new ServiceTokens(options.service, options.secret) },
        { provide: APP_GUARD, useClass: AuthGuard },
      ],
      exports: [AccessTokens, ServiceTokens],
    };
  }
}
