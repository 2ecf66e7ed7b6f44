import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { call, type Ended, minutes, tail } from './child.ts';
import { chosen, deployablesAt } from './deployables.ts';
import { dry, localImage, nothing, platforms, pushed } from './images.ts';
import type { Session } from './session.ts';
import { currentState, reports, saveState } from './state.ts';
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

/** `release scan`: looks for known critical weaknesses that have a fix, on every platform; one is enough to stop. */
export async function scan(session: Session): Promise<{ scanned: string[] }> {
  const state = await currentState(session);
  if (Object.keys(state.apps).length === 0) return { scanned: [], ...nothing(session, 'scan') };
  const scanned = await scanAll(session, pushed(session, state), platforms);
  if (!session.dryRun) saveState(session, { ...state, scanned });
  return { scanned };
}

/** `release scan --local`: the same for what `release build --local` made. */
export async function scanLocal(session: Session, names: readonly string[]): Promise<{ scanned: string[] }> {
  const apps = chosen(await deployablesAt(session.git, 'HEAD'), names);
  return {
    scanned: await scanAll(
      session,
      apps.map(({ name }) => [name, localImage(session, name)]),
      [undefined],
    ),
  };
}

async function scanAll(
  session: Session,
  wanted: readonly (readonly [app: string, image: string])[],
  kinds: readonly (string | undefined)[],
): Promise<string[]> {
  const folder = reports(session, 'trivy');
  const found: string[] = [];
  for (const [app, image] of wanted) {
    for (const platform of kinds) {
      const report = join(folder, `${app}-${platform?.replace('/', '-') ?? 'local'}.json`);
      const args = [
        ...['image', ...(platform === undefined ? [] : ['--platform', platform])],
        ...['--severity', 'CRITICAL', '--exit-code', '1', '--ignore-unfixed'],
        ...['--scanners', 'vuln', '--format', 'json', '--output', report, image],
      ];
      if (await dry(session, 'trivy', args)) continue;
      session.say(`scanning ${app}${platform === undefined ? '' : ` for ${platform}`}`);
      rmSync(report, { force: true });
      const ended = await call('trivy', args, { cwd: session.root, timeLimit: limit });
      found.push(...findings(app, report, ended));
    }
  }
  if (session.dryRun) return [];
  if (found.length > 0)
    throw new Trouble(
      'refused',
      `Critical weaknesses with a fix: ${[...new Set(found)].join('; ')}.`,
      'Take the fixed versions and push again. The reports are in .shopstack/release/trivy.',
    );
  const scanned = wanted.map(([app]) => app);
  session.say(`no critical weakness in ${scanned.join(', ')}`);
  return scanned;
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
