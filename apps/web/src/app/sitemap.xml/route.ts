import { connection } from 'next/server';
import { answerSitemap } from '../../server/sitemap.ts';

/** The list of sitemaps, `/sitemap.xml`. */
export async function GET(): Promise<Response> {
  await connection();
  return answerSitemap('index');
}
