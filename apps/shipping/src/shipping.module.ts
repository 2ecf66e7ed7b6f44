import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { HealthRegistry } from '@shop/health';
import { MessagingModule } from '@shop/messaging';
import { CoreModule, limitMysql, mysqlLimits, Opening } from '@shop/service';
import { DataSource } from 'typeorm';
import { CarrierSimulator } from './carrier.ts';
import { CityStore } from './city.store.ts';
import { databaseOptions, openStore } from './database.store.ts';
import type { Env } from './env.ts';
import { ShipmentStore } from './shipment.store.ts';
import { ShippingController } from './shipping.controller.ts';
import { ShippingService } from './shipping.service.ts';
import { SyntheticSweeper } from './synthetic.sweeper.ts';

const ENV = Symbol('ENV');

@Module({})
export class ShippingModule implements OnApplicationBootstrap {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @InjectDataSource() private readonly source: DataSource,
    private readonly shipments: ShipmentStore,
    private readonly opening: Opening,
    health: HealthRegistry,
  ) {
    health.add({ name: 'mysql', critical: true, check: () => source.query('SELECT 1') });
  }

  static with(env: Env): DynamicModule {
    return {
      module: ShippingModule,
      imports: [
        CoreModule.forRoot('shipping', env),
        MessagingModule.forRoot({ service: 'shipping', url: env.AMQP_URL }),
        TypeOrmModule.forRoot({ ...databaseOptions(env), ...mysqlLimits, manualInitialization: true }),
      ],
      controllers: [ShippingController],
      providers: [
        CityStore,
        ShipmentStore,
        CarrierSimulator,
        SyntheticSweeper,
        { provide: ENV, useValue: env },
        {
          provide: ShippingService,
          inject: [CityStore, ShipmentStore],
          useFactory: (cities: CityStore, shipments: ShipmentStore) =>
            new ShippingService(cities, shipments, env.CARRIER_STEP_MS),
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.opening.store('mysql', () => this.prepare());
  }

  private async prepare(): Promise<void> {
    const store = await openStore(this.env);
    await store.migrate().finally(() => store.close());
    if (!this.source.isInitialized) await this.source.initialize();
    limitMysql(this.source);
    this.shipments.startRelay();
  }
}
