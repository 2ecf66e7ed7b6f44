import { answerSitemap } from '../../../server/sitemap.ts';

/** One of the sitemaps that `/sitemap.xml` lists. */
export async function GET(_: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  return answerSitemap((await params).file.replace(/\.xml$/, ''));
}
