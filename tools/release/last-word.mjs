// The end of each phase of buildspec.yml. When the phase failed and Slack has not heard of it, this tells it: with nothing but
// Node, because what failed may be the installation of everything else. Never fails itself.
//   node tools/release/last-word.mjs PHASE
import { readFileSync } from 'node:fs';

const phase = process.argv[2] ?? 'unknown';
const { env } = process;
const branch = (env.CODEBUILD_WEBHOOK_HEAD_REF ?? 'unknown branch').replace('refs/heads/', '');
const environment = branch.replace('k8s/', '').toUpperCase();
const url = env[`SLACK_WEBHOOK_URL_${environment}`] || env.SLACK_WEBHOOK_URL;

if (env.CODEBUILD_BUILD_SUCCEEDING === '0' && !wasTold()) await tell();

function wasTold() {
  try {
    return JSON.parse(readFileSync('.shopstack/release/told.json', 'utf8')).build === env.CODEBUILD_BUILD_ID;
  } catch {
    return false;
  }
}

async function tell() {
  const text = `:x: ${branch}: failed in ${phase}. Build ${env.CODEBUILD_BUILD_ID ?? 'unknown'}, commit ${env.CODEBUILD_RESOLVED_SOURCE_VERSION ?? 'unknown'}`;
  if (!url) return console.error('Slack was not told: no SLACK_WEBHOOK_URL is set.');
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) console.error(`Slack was not told: it answered ${answer.status}.`);
  } catch (error) {
    console.error(`Slack was not told: ${error instanceof Error ? error.message : error}.`);
  }
}
