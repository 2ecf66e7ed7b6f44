import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Environ, notEmpty, type Session } from './session.ts';
import { escaped, post } from './slack.ts';
import { loadState, reports } from './state.ts';
import { Trouble } from './trouble.ts';

export const moments = ['start', 'success', 'failure'] as const;
export type Moment = (typeof moments)[number];

export interface Notice {
  readonly moment: Moment;
  readonly phase?: string | undefined;
  readonly reason?: string | undefined;
}

const signs: Record<Moment, string> = {
  start: ':hourglass_flowing_sand:',
  success: ':white_check_mark:',
  failure: ':x:',
};

/** `release notify`: tells Slack. A failure is told once a build, by whoever notices first. */
export async function notify(session: Session, notice: Notice): Promise<{ told: boolean; why?: string }> {
  const message = await write(session, notice);
  if (session.dryRun) {
    session.say(`would tell Slack: ${message.text}`);
    return { told: false };
  }
  if (notice.moment === 'failure' && wasTold(session)) {
    session.say('Slack knows of this failure already');
    return { told: false, why: 'told already' };
  }
  const why = await post(session, message);
  if (why !== undefined) {
    session.warn(`Slack was not told: ${why}. The release goes on without.`);
    return { told: false, why };
  }
  if (notice.moment === 'failure') remember(session);
  session.say(`told Slack: ${message.text}`);
  return { told: true };
}

export function momentNamed(name: string): Moment {
  const found = moments.find((moment) => moment === name);
  if (found !== undefined) return found;
  throw new Trouble('input', `${name} is nothing to tell.`, `Take one of ${moments.join(', ')}.`);
}

async function write(
  session: Session,
  { moment, phase, reason }: Notice,
): Promise<{ text: string; blocks: object[] }> {
  const state = loadState(session);
  const apps = Object.keys(state?.apps ?? {}).map((app) => {
    const version = state?.versions[app]?.version;
    return version === undefined ? app : `${app} ${version}`;
  });
  const place = session.environment ?? session.branch;
  const [commit = '', author = '', subject = ''] = (
    await session.git.read(['log', '-1', '--format=%h%x00%an%x00%s'])
  ).split('\0');
  const what = apps.length === 0 ? 'no app' : apps.join(', ');
  const text = {
    start: `${place}: building ${what}`,
    // ArgoCD has yet to sync: its own message says when the new version runs.
    success:
      session.environment === 'preprod'
        ? `${place}: checked`
        : `${place}: released ${what}; ArgoCD takes it from here`,
    failure: `${place}: failed in ${phase ?? 'an unknown phase'}`,
  }[moment];
  const link = linkOf(session.env);
  const facts = [
    `*Branch* ${escaped(session.branch)}`,
    `*Commit* ${commit} ${escaped(subject)}`,
    `*By* ${escaped(author)}`,
    ...(link === undefined ? [] : [`<${link}|The build>`]),
  ];
  const list = apps.map((app) => `• ${escaped(app)}`).join('\n');
  return {
    text: `${signs[moment]} ${text}`,
    blocks: [
      section(`${signs[moment]} *${escaped(text)}*`),
      ...(reason === undefined ? [] : [section(`\`\`\`${escaped(reason.slice(0, 2_000))}\`\`\``)]),
      ...(list === '' ? [] : [section(list)]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: facts.join('  |  ').slice(0, 2_900) }] },
    ],
  };
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 2_900) } });

/** The page of this build, where it runs in CodeBuild or GitHub Actions. */
export function linkOf(env: Environ): string | undefined {
  const [, region, account, project, id] =
    /^arn:aws[a-z-]*:codebuild:([^:]+):(\d+):build\/([^:]+):(.+)$/.exec(env.CODEBUILD_BUILD_ARN ?? '') ?? [];
  if (region !== undefined)
    return `https://${region}.console.aws.amazon.com/codesuite/codebuild/${account}/projects/${project}/build/${project}%3A${id}`;
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return notEmpty(run) === undefined ? undefined : `${server}/${repository}/actions/runs/${run}`;
}

const Told = z.object({ build: z.string() });
const toldFile = (session: Session) => join(reports(session, '.'), 'told.json');
const buildOf = ({ env }: Session) => notEmpty(env.CODEBUILD_BUILD_ID) ?? notEmpty(env.GITHUB_RUN_ID);

function wasTold(session: Session): boolean {
  const build = buildOf(session);
  if (build === undefined) return false;
  try {
    return Told.parse(JSON.parse(readFileSync(toldFile(session), 'utf8'))).build === build;
  } catch {
    return false;
  }
}

function remember(session: Session): void {
  const build = buildOf(session);
  if (build !== undefined) writeFileSync(toldFile(session), JSON.stringify({ build }));
}
