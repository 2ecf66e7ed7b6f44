import { call, minutes, tail } from './child.ts';
import { notEmpty, type Session } from './session.ts';
import { Trouble } from './trouble.ts';

/** The registry's host, without a path; undefined when images stay on this machine. */
export function registryOf({ env }: Session): string | undefined {
  const account = notEmpty(env.AWS_ACCOUNT_ID);
  const region = regionOf(env);
  const named = notEmpty(env.REGISTRY);
  if (named !== undefined) return named;
  return account === undefined || region === undefined
    ? undefined
    : `${account}.dkr.ecr.${region}.amazonaws.com`;
}

function regionOf(env: Session['env']): string | undefined {
  return notEmpty(env.AWS_REGION) ?? notEmpty(env.AWS_DEFAULT_REGION);
}

/** The registry, or what to set to have one. */
export function demandRegistry(session: Session): string {
  const registry = registryOf(session);
  if (registry !== undefined) return registry;
  throw new Trouble(
    'input',
    'No registry is named.',
    'Set AWS_ACCOUNT_ID and AWS_REGION for ECR, or REGISTRY for another one.',
  );
}

/** `shopstack/cart`: the name within the registry, the same as in the charts. */
export function repositoryName({ env }: Session, app: string): string {
  return `${notEmpty(env.PROJECT) ?? 'shopstack'}/${app}`;
}

export function repository(session: Session, app: string): string {
  const registry = registryOf(session);
  return `${registry === undefined ? '' : `${registry}/`}${repositoryName(session, app)}`;
}

const ecr = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/;

/** The region of an ECR registry; undefined for another kind. */
export function ecrRegion(registry: string): string | undefined {
  return ecr.exec(registry)?.[1];
}

/**
 * Logs docker in. The password goes from one program's output to the other's input: it is on no command line, in no log and
 * in no file of ours.
 */
export async function login(session: Session): Promise<{ registry: string }> {
  const registry = demandRegistry(session);
  const region = ecrRegion(registry);
  const user = region === undefined ? notEmpty(session.env.REGISTRY_USER) : 'AWS';
  if (user === undefined) {
    session.say(`${registry}: no REGISTRY_USER, docker's own login is used`);
    return { registry };
  }
  if (session.dryRun) {
    session.say(`would log in to ${registry} as ${user}`);
    return { registry };
  }
  const password =
    region === undefined ? (session.env.REGISTRY_PASSWORD ?? '') : await ecrPassword(session, region);
  const args = ['login', '--username', user, '--password-stdin', registry];
  const ended = await call('docker', args, { cwd: session.root, timeLimit: minutes, input: password });
  if (ended.status !== 0)
    throw new Trouble(
      'outside',
      `docker login to ${registry} failed: ${tail(ended, 3)}`,
      'Check that the registry answers and that these credentials may use it.',
    );
  session.say(`logged in to ${registry}`);
  return { registry };
}

async function ecrPassword(session: Session, region: string): Promise<string> {
  const args = ['ecr', 'get-login-password', '--region', region];
  const ended = await call('aws', args, { cwd: session.root, timeLimit: minutes });
  if (ended.status === 0 && ended.stdout.trim() !== '') return ended.stdout.trim();
  throw new Trouble(
    'outside',
    `aws gives no password for ECR: ${tail(ended, 3)}`,
    'Give this build AWS credentials that allow ecr:GetAuthorizationToken (its role, or AWS_PROFILE).',
  );
}
