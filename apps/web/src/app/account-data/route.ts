import { ProblemDetails } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { everythingAboutMe } from '../../server/export.ts';
import { currentSession } from '../../server/session.ts';

/** All that the shop keeps about a member, as a file. */
export async function GET(): Promise<Response> {
  const session = await currentSession();
  const headers = { 'cache-control': 'no-store' };
  if (session?.shopper.kind !== 'member')
    return new Response(null, { status: 303, headers: { ...headers, location: '/login?next=/account' } });
  try {
    const file = `${JSON.stringify(await everythingAboutMe(), null, 2)}\n`;
    const disposition = `attachment; filename="shopstack-${new Date().toISOString().slice(0, 10)}.json"`;
    return new Response(file, {
      headers: { ...headers, 'content-type': 'application/json', 'content-disposition': disposition },
    });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    // Half of it would look like all of it.
    const problem: ProblemDetails = {
      type: '/errors/service_unavailable',
      title: 'Not everything can be had right now. Please try again in a moment.',
      status: 503,
      code: 'service_unavailable',
    };
    return new Response(JSON.stringify(ProblemDetails.parse(problem)), {
      status: 503,
      headers: { ...headers, 'content-type': 'application/problem+json', 'retry-after': '5' },
    });
  }
}
