import { type DynamicModule, Module } from '@nestjs/common';
import { HealthRegistry } from '@shop/health';
import { MessagingModule } from '@shop/messaging';
import { CoreModule } from '@shop/service';
import { CartController } from './cart.controller.ts';
import { CartService } from './cart.service.ts';
import { CartStore } from './cart.store.ts';
import type { Env } from './env.ts';

@Module({})
export class CartModule {
  static with(env: Env): DynamicModule {
    return {
      module: CartModule,
      imports: [
        CoreModule.forRoot('cart', env, { catalogue: env.CATALOGUE_URL }),
        MessagingModule.forRoot({ service: 'cart', url: env.AMQP_URL }),
      ],
      controllers: [CartController],
      providers: [
        CartService,
        {
          provide: CartStore,
          inject: [HealthRegistry],
          useFactory: (health: HealthRegistry) => new CartStore(env.REDIS_URL, health),
        },
      ],
    };
  }
}
