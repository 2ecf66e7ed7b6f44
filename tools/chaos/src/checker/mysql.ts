import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { z } from 'zod';
import type { ShipmentRow, Witnesses } from './evidence.ts';

const LIMIT_MS = 20_000;
const sqlDatabases = ['shipping', 'ratings'] as const;

const Shipments = z.array(
  z.object({ order_id: z.string(), tracking_number: z.string(), status: z.string() }),
);
const Waiting = z.array(z.object({ id: z.string(), type: z.string() }));

/** Reads shipments and outboxes from MySQL. */
export async function readMysql({
  mysqlUrl,
}: Pick<Witnesses, 'mysqlUrl'>): Promise<{ shipments: ShipmentRow[]; leftovers: string[] }> {
  const connection = await createConnection({ uri: mysqlUrl, connectTimeout: LIMIT_MS });
  const ask = async (sql: string) => (await connection.query<RowDataPacket[]>({ sql, timeout: LIMIT_MS }))[0];
  try {
    const rows = Shipments.parse(
      await ask(
        'SELECT order_id, tracking_number, status FROM shipping.shipments WHERE synthetic_until IS NULL',
      ),
    );
    const leftovers: string[] = [];
    for (const database of sqlDatabases) {
      const waiting = Waiting.parse(await ask(`SELECT id, type FROM ${database}.outbox ORDER BY seq`));
      leftovers.push(...waiting.map(({ id, type }) => `${type} ${id} waits in the outbox of ${database}`));
    }
    const shipments = rows.map((row) => ({
      orderId: row.order_id,
      trackingNumber: row.tracking_number,
      status: row.status,
    }));
    return { shipments, leftovers };
  } finally {
    await connection.end().catch(() => undefined);
  }
}
