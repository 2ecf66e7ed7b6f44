import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { HealthRegistry } from '@shop/health';
import { MessagingModule, messageTables } from '@shop/messaging';
import { CoreModule, migrateMysql } from '@shop/service';
import { DataSource } from 'typeorm';
import { CarrierSimulator } from './carrier.ts';
import { CityStore } from './city.store.ts';
import type { Env } from './env.ts';
import { Shipping1763700000000 } from './migrations/2026-11-shipping.ts';
import { SyntheticShipments1763710000000 } from './migrations/2026-11-synthetic-shipments.ts';
import { Shipment, Stop } from './shipment.entity.ts';
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
        TypeOrmModule.forRoot({
          type: 'mysql',
          url: env.MYSQL_URL,
          charset: 'utf8mb4',
          timezone: 'Z',
          connectTimeout: 3_000,
          poolSize: 10,
          entities: [Shipment, Stop],
          migrations: [messageTables(), Shipping1763700000000, SyntheticShipments1763710000000],
          synchronize: false,
          retryAttempts: 1_000_000,
          retryDelay: 500,
        }),
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
    await migrateMysql(this.source, () => this.importCities());
    this.shipments.startRelay();
  }

  private async importCities(): Promise<void> {
    const rows = await this.source.query<unknown[]>('SELECT 1 FROM cities LIMIT 1');
    if (rows.length > 0) return;
    const own = fileURLToPath(import.meta.url);
    const program = own.replace(/shipping\.module(\.[jt]s)$/, 'import-cities$1');
    const child = spawn(process.execPath, [program, this.env.MYSQL_URL], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error('the list of cities could not be imported; the lines above say why');
  }
}
