import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { InjectConnection, MongooseModule } from '@nestjs/mongoose';
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
import type { Connection } from 'mongoose';
import type { Env } from './env.ts';
import { ExchangeRateController } from './exchange-rate.controller.ts';
import { ExchangeRateStore } from './exchange-rate.store.ts';
import { Gateways } from './gateway/gateways.ts';
import { observePayments } from './metrics.ts';
import { migrations } from './migrations.ts';
import { PaymentController } from './payment.controller.ts';
import { PaymentDocument, PaymentSchema } from './payment.schema.ts';
import { PaymentService } from './payment.service.ts';
import { PaymentStore } from './payment.store.ts';
import { Progress } from './progress.service.ts';
import { Sweeper } from './sweeper.ts';

const ENV = Symbol('ENV');

@Module({})
export class PaymentModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly unobserve: () => void;

  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectConnection() private readonly connection: Connection,
    private readonly opening: Opening,
    private readonly payments: PaymentStore,
    private readonly rates: ExchangeRateStore,
    health: HealthRegistry,
    store: PaymentStore,
  ) {
    this.unobserve = observePayments(store);
    health.add({ name: 'mongodb', critical: true, check: () => pingMongo(connection) });
  }

  static with(env: Env): DynamicModule {
    return {
      module: PaymentModule,
      imports: [
        CoreModule.forRoot('payment', env),
        MessagingModule.forRoot({ service: 'payment', url: env.AMQP_URL }),
        MongooseModule.forRoot(env.MONGO_URL, mongoOptions),
        MongooseModule.forFeature([{ name: PaymentDocument.name, schema: PaymentSchema }]),
      ],
      controllers: [PaymentController, ExchangeRateController],
      providers: [
        ExchangeRateStore,
        PaymentService,
        PaymentStore,
        { provide: ENV, useValue: env },
        { provide: Gateways, useFactory: () => new Gateways(env) },
        {
          provide: Progress,
          inject: [PaymentStore, Gateways],
          useFactory: (store: PaymentStore, gateways: Gateways) => new Progress(store, gateways, env),
        },
        {
          provide: Sweeper,
          inject: [PaymentStore, Progress],
          useFactory: (store: PaymentStore, progress: Progress) => new Sweeper(store, progress, env),
        },
      ],
    };
  }

  onModuleDestroy(): void {
    this.unobserve();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.opening.store('mongodb', () => this.prepare());
  }

  private async prepare(): Promise<void> {
    await openMongo(this.connection, this.env.MONGO_URL);
    await refuseStandIn(this.connection.db, this.env.ALLOW_STAND_IN === '1');
    await migrate(this.connection.collection('migrations') as never, migrations(this.connection));
    this.payments.startRelay();
    this.rates.startRelay();
  }
}
