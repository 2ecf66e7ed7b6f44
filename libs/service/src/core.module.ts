import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AuthModule } from '@shop/auth';
import type { ServiceName } from '@shop/contracts';
import { HealthModule, HealthRegistry } from '@shop/health';
import { Peers, type PeerUrls } from './call.ts';
import type { BaseEnv } from './env.ts';
import { Opening, OpeningGuard } from './opening.ts';
import { ProblemFilter } from './problem.filter.ts';

class ClosingPeers extends Peers implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

/** What every service has: health, metrics, the guard, problem answers, Opening for its stores, and Peers to call others with. */
@Module({})
export class CoreModule {
  /** `peers` are the services it calls, by URL. */
  static forRoot(service: ServiceName, env: BaseEnv, peers: PeerUrls = {}): DynamicModule {
    return {
      module: CoreModule,
      global: true,
      imports: [
        HealthModule.forRoot({ service, version: env.VERSION }),
        AuthModule.forRoot({ service, secret: env.SERVICE_SECRET, userUrl: env.USER_URL }),
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: OpeningGuard },
        Opening,
        {
          provide: Peers,
          inject: [HealthRegistry],
          useFactory: (health: HealthRegistry) => {
            const calling = new ClosingPeers({ self: service, secret: env.SERVICE_SECRET, urls: peers });
            health.called = () => calling.breakers();
            return calling;
          },
        },
      ],
      exports: [Opening, Peers],
    };
  }
}
