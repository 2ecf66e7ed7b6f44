import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { CLIENT_HEADER } from '@shop/contracts';

interface RawRequest {
  headers: Record<string, string | string[] | undefined>;
}

/** Where a request came from, as the gateway says; undefined when it did not come through the gateway. */
export const ClientAddress = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const value = context.switchToHttp().getRequest<RawRequest>().headers[CLIENT_HEADER];
  return Array.isArray(value) ? value[0] : value;
});
