import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { ServiceTokens } from '@shop/auth';
import { dispatch, Problem } from '@shop/contracts';

interface RawRequest {
  headers: Record<string, string | string[] | undefined>;
}

/** What stands in the header that marks a request as synthetic; undefined when it is not there at all. */
export const SyntheticHeader = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const value = context.switchToHttp().getRequest<RawRequest>().headers[dispatch.SYNTHETIC_HEADER];
  return Array.isArray(value) ? value.join() : value;
});

/** Knows which requests are the verifier's own. */
@Injectable()
export class SyntheticMark {
  constructor(private readonly tokens: ServiceTokens) {}

  /**
   * False without the header, true with a token of the verifier. Throws synthetic_refused for whatever else it holds:
   * somebody who meant a trial must never be sold something.
   */
  async read(header: string | undefined): Promise<boolean> {
    if (header === undefined) return false;
    const issuer = await this.tokens.verify(header).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      throw new Problem('synthetic_refused', { detail: reasonOf(error), cause: error });
    });
    if (issuer === 'verifier') return true;
    throw new Problem('synthetic_refused', { detail: `The mark is one of ${issuer}, not of the verifier.` });
  }
}

function reasonOf({ cause }: Problem): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return code === 'ERR_JWT_EXPIRED'
    ? 'The mark has run out; sign a new one for each request.'
    : 'The mark is not signed by the verifier for this service.';
}
