import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Access, type AnyRoute, asksForRole, hasAccess, Problem } from '@shop/contracts';
import { AccessTokens, type Caller, ServiceTokens } from './token.ts';

/** Metadata under which a handler carries the contract it implements. */
export const ROUTE = 'shop:route';
/** Metadata of handlers that are no contract and open to all: health, metrics. */
export const OPEN = 'shop:open';
export const Open = () => SetMetadata(OPEN, true);

interface AuthenticatedRequest {
  headers: { authorization?: string };
  caller?: Caller;
}

/** Lets a request through only when its caller has the access the route's contract asks for. Denies by default. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accessTokens: AccessTokens,
    private readonly serviceTokens: ServiceTokens,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const route = this.reflector.get<AnyRoute | undefined>(ROUTE, context.getHandler());
    if (route === undefined) {
      const targets = [context.getHandler(), context.getClass()];
      if (this.reflector.getAllAndOverride<boolean>(OPEN, targets)) return true;
      throw new Problem('not_allowed');
    }
    if (route.access === 'public') return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const token = bearer(request.headers.authorization);
    if (token === undefined) throw new Problem('not_signed_in');
    request.caller =
      route.access === 'service' ? await this.service(token) : await this.shopper(token, route.access);
    return true;
  }

  private async service(token: string): Promise<Caller> {
    const service = await this.serviceTokens.verify(token);
    if (service === 'verifier') throw new Problem('not_allowed');
    return { kind: 'service', service };
  }

  private async shopper(token: string, access: Access): Promise<Caller> {
    const shopper = await this.accessTokens.verify(token);
    if (access !== 'guest' && shopper.kind === 'guest') throw new Problem('not_signed_in');
    if (asksForRole(access) && !hasAccess(shopper.role, access)) throw new Problem('not_allowed');
    return shopper;
  }
}

function bearer(header: string | undefined): string | undefined {
  if (header === undefined || !/^bearer /i.test(header)) return undefined;
  return header.slice(7).trim();
}

/** The shopper who is calling; there always is one, unless the route's access is public or service. */
export const CurrentShopper = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const caller = context.switchToHttp().getRequest<AuthenticatedRequest>().caller;
  if (caller === undefined || caller.kind === 'service') throw new Problem('not_signed_in');
  return caller;
});

/** The service that is calling, on routes with access service. */
export const CallingService = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const caller = context.switchToHttp().getRequest<AuthenticatedRequest>().caller;
  if (caller?.kind !== 'service') throw new Problem('not_allowed');
  return caller.service;
});
