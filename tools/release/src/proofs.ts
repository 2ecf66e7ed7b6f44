import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { call, type Ended, minutes, tail } from './child.ts';
import { nothing, platforms } from './images.ts';
import { repository } from './registry.ts';
import { notEmpty, type Session } from './session.ts';
import { currentState, reports, type State, saveState } from './state.ts';
import { Trouble } from './trouble.ts';

const limit = 20 * minutes;

const Finding = z.looseObject({
  VulnerabilityID: z.string(),
  PkgName: z.string().optional(),
  InstalledVersion: z.string().optional(),
  FixedVersion: z.string().optional(),
  Severity: z.string(),
});
const Report = z.looseObject({
  Results: z.array(z.looseObject({ Vulnerabilities: z.array(Finding).nullish() })).nullish(),
});

/** Images of the release under way, by app: what was pushed, by its digest, so that nobody can exchange it meanwhile. */
function images(session: Session, state: State): [app: string, image: string][] {
  return Object.keys(state.apps).map((app) => {
    const digest = state.images[app];
    if (digest === undefined && !session.dryRun)
      throw new Trouble('input', `${app} is not built.`, 'Run `release build` first.');
    return [app, `${repository(session, app)}@${digest ?? 'sha256:…'}`];
  });
}

/** `release scan`: looks for known critical weaknesses that have a fix, on every platform; one is enough to stop. */
export async function scan(session: Session): Promise<{ scanned: string[]; reports?: string }> {
  const state = await currentState(session);
  if (Object.keys(state.apps).length === 0) return { scanned: [], ...nothing(session, 'scan') };
  const folder = reports(session, 'trivy');
  const found: string[] = [];
  for (const [app, image] of images(session, state)) {
    for (const platform of platforms) {
      const report = join(folder, `${app}-${platform.replace('/', '-')}.json`);
      const args = [
        'image',
        '--platform',
        platform,
        '--severity',
        'CRITICAL',
        '--exit-code',
        '1',
        '--ignore-unfixed',
      ];
      const rest = ['--scanners', 'vuln', '--format', 'json', '--output', report, image];
      if (await dry(session, 'trivy', [...args, ...rest])) continue;
      session.say(`scanning ${app} for ${platform}`);
      rmSync(report, { force: true });
      const ended = await call('trivy', [...args, ...rest], { cwd: session.root, timeLimit: limit });
      found.push(...findings(app, report, ended));
    }
  }
  if (session.dryRun) return { scanned: [] };
  if (found.length > 0)
    throw new Trouble(
      'refused',
      `Critical weaknesses with a fix: ${[...new Set(found)].join('; ')}.`,
      'Take the fixed versions and push again. The reports are in .shopstack/release/trivy.',
    );
  const scanned = Object.keys(state.apps);
  saveState(session, { ...state, scanned });
  session.say(`no critical weakness in ${scanned.join(', ')}`);
  return { scanned, reports: folder };
}

function findings(app: string, file: string, ended: Ended): string[] {
  let report: z.output<typeof Report>;
  try {
    report = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Trouble(
      'outside',
      `trivy could not scan ${app}: ${tail(ended)}`,
      'See that the registry answers and that trivy can load its database; an image that is not scanned is not released.',
      { cause: error },
    );
  }
  const all = (report.Results ?? []).flatMap((result) => result.Vulnerabilities ?? []);
  const critical = all.filter((one) => one.Severity === 'CRITICAL');
  if (ended.status !== 0 && critical.length === 0)
    throw new Trouble(
      'outside',
      `trivy failed on ${app}: ${tail(ended)}`,
      'Put that right and run this again.',
    );
  return critical.map(
    (one) =>
      `${app}: ${one.VulnerabilityID} in ${one.PkgName} ${one.InstalledVersion}, fixed in ${one.FixedVersion ?? '?'}`,
  );
}

/** `release sbom`: what is in each image, as CycloneDX. (buildx attaches its own list as an attestation, too.) */
export async function sbom(session: Session): Promise<{ files: string[] }> {
  const state = await currentState(session);
  if (Object.keys(state.apps).length === 0) return { files: [], ...nothing(session, 'list') };
  const files: string[] = [];
  for (const [app, image] of images(session, state)) {
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
  for (const [app, image] of images(session, state)) {
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

async function dry(session: Session, program: string, args: readonly string[]): Promise<boolean> {
  if (session.dryRun) session.say(`would run: ${program} ${args.join(' ')}`);
  return session.dryRun;
}
