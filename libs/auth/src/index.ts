export { AuthModule } from './auth.module.ts';
export { AuthGuard, CallingService, CurrentShopper, OPEN, Open, ROUTE } from './guard.ts';
export {
  ACCESS_TYPE,
  AccessTokens,
  type Caller,
  ISSUER,
  type Issuer,
  SERVICE_TYPE,
  ServiceTokens,
  type SignedInShopper,
} from './token.ts';
