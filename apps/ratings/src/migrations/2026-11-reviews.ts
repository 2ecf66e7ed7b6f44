import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reviews1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reviews (
        id CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY,
        sku VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        author_id CHAR(36) CHARACTER SET ascii NOT NULL,
        author VARCHAR(80) NOT NULL,
        score TINYINT UNSIGNED NOT NULL,
        title VARCHAR(120) NOT NULL,
        text TEXT NOT NULL,
        verified BOOLEAN NOT NULL,
        status VARCHAR(10) CHARACTER SET ascii NOT NULL,
        reports INT UNSIGNED NOT NULL DEFAULT 0,
        created_at DATETIME(3) NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        UNIQUE KEY one_a_member_and_product (sku, author_id),
        KEY by_product (sku, status, created_at),
        KEY by_author (author_id),
        KEY for_moderation (status, reports)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);
    await runner.query(`
      CREATE TABLE tallies (
        sku VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        s1 INT UNSIGNED NOT NULL DEFAULT 0,
        s2 INT UNSIGNED NOT NULL DEFAULT 0,
        s3 INT UNSIGNED NOT NULL DEFAULT 0,
        s4 INT UNSIGNED NOT NULL DEFAULT 0,
        s5 INT UNSIGNED NOT NULL DEFAULT 0,
        version INT UNSIGNED NOT NULL DEFAULT 0
      ) ENGINE=InnoDB`);
    await runner.query(`
      CREATE TABLE purchases (
        account_id CHAR(36) CHARACTER SET ascii NOT NULL,
        sku VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        PRIMARY KEY (account_id, sku)
      ) ENGINE=InnoDB`);
    await runner.query(`
      CREATE TABLE reports (
        review_id CHAR(36) CHARACTER SET ascii NOT NULL,
        reporter_id CHAR(36) CHARACTER SET ascii NOT NULL,
        reason VARCHAR(200) NOT NULL,
        at DATETIME(3) NOT NULL,
        PRIMARY KEY (review_id, reporter_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['reports', 'purchases', 'tallies', 'reviews'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
