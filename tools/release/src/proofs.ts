import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { call, minutes, tail } from './child.ts';
import { dry, nothing, pushed } from './images.ts';
import { notEmpty, type Session } from './session.ts';
import { currentState, reports, saveState } from './state.ts';
import { Trouble } from './trouble.ts';

const limit = 20 * minutes;

/** `release sbom`: what is in each image, as CycloneDX. (buildx attaches its own list as an attestation, too.) */
export async function sbom(session: Session): Promise<{ files: string[] }> {
  const state = await currentState(session);
  if (Object.keys(state.apps).length === 0) return { files: [], ...nothing(session, 'list') };
  const files: string[] = [];
  for (const [app, image] of pushed(session, state)) {
    const file = sbomFile(session, app);
    const args = ['image', '--format', 'cyclonedx', '--output', file, image];
    if (await dry(session, 'trivy', args)) continue;
    rmSync(file, { force: true });
    const ended = await call('trivy', args, { cwd: session.root, timeLimit: limit });
    if (ended.status !== 0)
      throw new Trouble(
        'outside',
        `trivy could not list what is in ${app}: ${tail(ended)}`,
        'Put that right and run this again.',
      );
    files.push(file);
    session.say(`wrote the parts list of ${app}`);
  }
  return { files };
}

const sbomFile = (session: Session, app: string) => join(reports(session, 'sbom'), `${app}.cdx.json`);

/** `release sign`: signs each image, and its parts list, by the key COSIGN_KEY names (a KMS key), or keyless by this build's identity. */
export async function sign(session: Session): Promise<{ signed: string[] }> {
  const state = await currentState(session);
  if (Object.keys(state.apps).length === 0) return { signed: [], ...nothing(session, 'sign') };
  const key = notEmpty(session.env.COSIGN_KEY);
  const how = key === undefined ? [] : ['--key', key];
  const signed: string[] = [];
  for (const [app, image] of pushed(session, state)) {
    const predicate = ['--type', 'cyclonedx', '--predicate', sbomFile(session, app)];
    for (const args of [
      ['sign', '--yes', ...how, image],
      ['attest', '--yes', ...how, ...predicate, image],
    ]) {
      if (await dry(session, 'cosign', args)) continue;
      const ended = await call('cosign', args, { cwd: session.root, timeLimit: 5 * minutes });
      if (ended.status !== 0)
        throw new Trouble(
          'outside',
          `cosign ${args[0]} failed on ${app}: ${tail(ended)}`,
          key === undefined
            ? 'Without COSIGN_KEY it signs keyless, which needs an identity (GitHub Actions has one, CodeBuild has not): set COSIGN_KEY, like awskms:///alias/shopstack-release.'
            : 'Check that COSIGN_KEY names a key that this build may sign with.',
        );
    }
    if (session.dryRun) continue;
    signed.push(app);
    session.say(`signed ${app}`);
  }
  if (!session.dryRun) saveState(session, { ...state, signed });
  return { signed };
}
