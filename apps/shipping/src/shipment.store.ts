import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Envelope, Waiting } from '@shop/contracts';
import { mysqlOutbox, OutboxRelay, saveOutbox, waitingFor } from '@shop/messaging';
import { failpoint } from '@shop/service';
import { DataSource, type FindOptionsWhere, In, IsNull } from 'typeorm';
import { Shipment, Stop } from './shipment.entity.ts';

const TRIES = 8;
const retried = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_DUP_ENTRY']);

/** What is done to a shipment: by a command, or by the carrier. */
export type ShipmentStep = 'book' | 'hand-over' | 'move' | 'cancel';

/** What a change makes of a shipment: its new state, a stop it made, and what is announced of it. */
export interface ShipmentChange {
  shipment: Shipment;
  stop?: Stop;
  outbox: Envelope[];
}

/** A parcel and the stops it has made. */
export interface Parcel {
  shipment: Shipment;
  stops: Stop[];
}

@Injectable()
export class ShipmentStore {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly relay: OutboxRelay,
  ) {}

  /** Begins to send what the outbox holds; once the tables are there. */
  startRelay(): void {
    this.relay.add(mysqlOutbox(this.source));
  }

  /** Changes the shipment of an order and stores what is announced of it: all or nothing, one change at a time. */
  async change(
    step: ShipmentStep,
    orderId: string,
    change: (before: Shipment | undefined) => ShipmentChange | undefined,
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.changeOnce(step, orderId, change);
        break;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        if (attempt >= TRIES || !retried.has(code)) throw error;
        await wait(Math.random() * 20 * attempt);
      }
    }
    await failpoint(`shipment.after-commit-${step}`);
    this.relay.wake();
  }

  /** A parcel with its stops; of a synthetic order there is none to be seen. */
  one(where: FindOptionsWhere<Shipment>): Promise<Parcel | undefined> {
    return this.any({ ...where, syntheticUntil: IsNull() });
  }

  /** The parcel of an order, a synthetic one too, and its messages that wait to be sent. */
  async withWaiting(orderId: string): Promise<{ found: Parcel | undefined; waiting: Waiting[] }> {
    const found = await this.any({ orderId });
    return { found, waiting: await waitingFor(this.source, orderId) };
  }

  private async any(where: FindOptionsWhere<Shipment>): Promise<Parcel | undefined> {
    const shipment = await this.source.manager.findOneBy(Shipment, where);
    if (shipment === null) return undefined;
    const stops = await this.source.manager.find(Stop, {
      where: { orderId: shipment.orderId },
      order: { at: 'ASC' },
    });
    return { shipment, stops };
  }

  /** Orders whose parcel is due to move on. */
  async due(now: Date, limit: number): Promise<string[]> {
    const rows = await this.source.query<{ order_id: string }[]>(
      'SELECT order_id FROM shipments WHERE next_stop_at <= ? ORDER BY next_stop_at LIMIT ?',
      [now, limit],
    );
    return rows.map(({ order_id }) => order_id);
  }

  /** The parcel's history stays; who it went to goes. */
  async forgetAddresses(ownerId: string): Promise<void> {
    await this.source.manager.update(Shipment, { ownerId }, { address: null });
  }

  /** Deletes at most `limit` shipments of synthetic orders whose time is over, with their stops; tells how many. */
  async forgetSynthetic(now: Date, limit: number): Promise<number> {
    const rows = await this.source.query<{ order_id: string }[]>(
      'SELECT order_id FROM shipments WHERE synthetic_until <= ? ORDER BY synthetic_until LIMIT ?',
      [now, limit],
    );
    if (rows.length === 0) return 0;
    const orderId = In(rows.map(({ order_id }) => order_id));
    await this.source.transaction('READ COMMITTED', async (manager) => {
      await manager.delete(Stop, { orderId });
      await manager.delete(Shipment, { orderId });
    });
    return rows.length;
  }

  private async changeOnce(
    step: ShipmentStep,
    orderId: string,
    change: (before: Shipment | undefined) => ShipmentChange | undefined,
  ) {
    await this.source.transaction('READ COMMITTED', async (manager) => {
      const before = await manager.findOne(Shipment, {
        where: { orderId },
        lock: { mode: 'pessimistic_write' },
      });
      const after = change(before ?? undefined);
      if (after === undefined) return;
      if (before === null) await manager.insert(Shipment, after.shipment as never);
      else await manager.update(Shipment, { orderId }, after.shipment as never);
      if (after.stop !== undefined) await manager.upsert(Stop, after.stop, ['orderId', 'status']);
      await saveOutbox(manager, after.outbox);
      await failpoint(`shipment.before-commit-${step}`);
    });
  }
}
