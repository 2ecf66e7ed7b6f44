import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SyntheticShipments1763710000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE shipments
        ADD COLUMN synthetic_until DATETIME(3) NULL,
        ADD KEY synthetic (synthetic_until)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE shipments DROP KEY synthetic, DROP COLUMN synthetic_until');
  }
}
