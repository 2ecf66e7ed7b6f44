import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Shipping1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cities (
        id INT UNSIGNED NOT NULL PRIMARY KEY,
        country CHAR(2) CHARACTER SET ascii NOT NULL,
        name VARCHAR(120) NOT NULL,
        region VARCHAR(120) NOT NULL,
        latitude DOUBLE NOT NULL,
        longitude DOUBLE NOT NULL,
        search_name VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
        KEY type_ahead (country, search_name)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);
    await runner.query(`
      CREATE TABLE shipments (
        order_id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY,
        owner_id CHAR(36) CHARACTER SET ascii NOT NULL,
        tracking_number VARCHAR(30) CHARACTER SET ascii NOT NULL,
        status VARCHAR(20) CHARACTER SET ascii NOT NULL,
        service VARCHAR(20) CHARACTER SET ascii NOT NULL,
        address JSON NULL,
        city VARCHAR(120) NOT NULL,
        weight_grams INT UNSIGNED NOT NULL,
        earliest CHAR(10) CHARACTER SET ascii NOT NULL,
        latest CHAR(10) CHARACTER SET ascii NOT NULL,
        next_stop_at DATETIME(3) NULL,
        UNIQUE KEY by_tracking_number (tracking_number),
        KEY by_owner (owner_id),
        KEY moving (next_stop_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);
    await runner.query(`
      CREATE TABLE stops (
        order_id CHAR(36) CHARACTER SET ascii NOT NULL,
        status VARCHAR(20) CHARACTER SET ascii NOT NULL,
        at DATETIME(3) NOT NULL,
        place VARCHAR(200) NOT NULL,
        PRIMARY KEY (order_id, status)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['stops', 'shipments', 'cities']) await runner.query(`DROP TABLE ${table}`);
  }
}
