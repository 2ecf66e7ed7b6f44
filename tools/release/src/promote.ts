import { person, writeCommit } from './commit.ts';
import { deployablesAt } from './deployables.ts';
import { demandOwnTargets, type Merged, mergeOf } from './merge.ts';
import { pushAll } from './push.ts';
import type { Session } from './session.ts';
import { post } from './slack.ts';
import { branches } from './target.ts';
import { Trouble } from './trouble.ts';
import { tipOf } from './values.ts';
import { readTags } from './values-file.ts';
import { objection, readVerdicts, type VerdictOptions } from './verdicts.ts';

export interface PromoteOptions extends VerdictOptions {
  /** Who says yes, where nobody can be asked. */
  readonly approve?: string | undefined;
}

export interface Row {
  readonly app: string;
  readonly preprod: string;
  readonly staging: string;
  /** What preprod runs after the merge. */
  readonly after: string;
  readonly verdict: string;
  readonly passes: boolean;
}

export interface Promotion {
  readonly rows: readonly Row[];
  readonly commit?: string;
}

/** `release promote`: preprod gets what staging has proved, when a person says so. */
export async function promote(given: Session, options: PromoteOptions): Promise<Promotion> {
  const session: Session = { ...given, branch: branches.preprod, environment: 'preprod' };
  const { git } = session;
  await git.fetch();
  const preprod = await tipOf(session);
  const staging = await tipOf({ ...session, branch: branches.staging });
  if (await git.isAncestor(staging, preprod)) {
    session.say('preprod has everything that staging has; nothing to promote');
    return { rows: [] };
  }
  const merged = await mergeOf(session, preprod, staging);
  await demandOwnTargets(session, merged.tree);
  const rows = await compare(session, { preprod, staging, merged }, options);
  sayRows(session, rows);
  const changed = rows.filter(({ after, preprod: now }) => after !== now);
  const failing = changed.filter(({ passes }) => !passes);
  if (failing.length > 0)
    throw new Trouble(
      'refused',
      `Not proved on staging: ${failing.map(({ app, after, verdict }) => `${app} ${after} (${verdict})`).join(', ')}.`,
      'Wait for the verifier, or correct what it found; every version that goes to preprod needs its own green verdict.',
    );
  if (session.dryRun) return { rows };
  const approver = options.approve?.trim() || (await ask(session));
  const names = changed.map(({ app, after }) => `${app} ${after}`).join(', ');
  const commit = await writeCommit(git, {
    parents: [preprod, staging],
    tree: merged.tree,
    files: merged.files,
    message: [
      `Promote staging to preprod: ${changed.length === 0 ? 'no version' : names.length > 50 ? `${changed.length} apps` : names}`,
      '',
      ...changed.map(({ app, preprod: from, after, verdict }) => `${app} ${from} -> ${after} (${verdict})`),
      '',
      `Promoted-From: ${staging}`,
      `Approved-by: ${approver.replaceAll('\n', ' ')}`,
    ].join('\n'),
    author: await person(session),
  });
  if (!(await pushAll(git, [`${commit}:refs/heads/${branches.preprod}`])))
    throw new Trouble(
      'raced',
      'preprod moved while you looked at it.',
      'Nothing was promoted. Run this again and look at the new table.',
    );
  session.say(`pushed ${commit.slice(0, 12)} to ${branches.preprod}, approved by ${approver}`);
  const text = `:rocket: preprod: promoted ${names || 'no version, but other changes'}, approved by ${approver}`;
  const why = await post(session, { text });
  if (why !== undefined) session.warn(`Slack was not told: ${why}.`);
  return { rows, commit };
}

interface Sides {
  readonly preprod: string;
  readonly staging: string;
  readonly merged: Merged;
}

async function compare(
  session: Session,
  { preprod, staging, merged }: Sides,
  options: VerdictOptions,
): Promise<Row[]> {
  const verdicts = await readVerdicts(session, options);
  const rows: Row[] = [];
  for (const { name, values } of await deployablesAt(session.git, merged.tree)) {
    const tag = (text: string | undefined) =>
      text === undefined ? 'none' : readTags(text, values.path, values.file).tag;
    const [now, there] = await Promise.all(
      [preprod, staging].map(async (commit) => tag(await session.git.file(commit, values.file))),
    );
    const after = tag(merged.files.get(values.file) ?? (await session.git.file(merged.tree, values.file)));
    const verdict = verdicts.get(name);
    const against = objection(verdict, after);
    rows.push({
      app: name,
      preprod: now ?? 'none',
      staging: there ?? 'none',
      after,
      verdict: against ?? `green since ${verdict?.at}`,
      passes: against === undefined,
    });
  }
  return rows;
}

function sayRows(session: Session, rows: readonly Row[]): void {
  const cells = rows.map(({ app, preprod, staging, after, verdict }) => {
    const note = after === staging ? '' : ` (stays at ${after}: ${staging} was rolled back here)`;
    return [app, preprod, staging, after === preprod ? `no change${note}` : verdict];
  });
  const table = [['app', 'preprod', 'staging', 'verdict'], ...cells];
  const widths = [0, 1, 2].map((at) => Math.max(...table.map((row) => (row[at] ?? '').length)));
  for (const row of table) session.say(row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
}

/** A person's word, typed: the name of the environment, so that nobody says yes by habit. */
async function ask(session: Session): Promise<string> {
  if (session.ask === undefined)
    throw new Trouble(
      'refused',
      'Nobody has approved this.',
      'Run it in a terminal and type the name, or pass --approve "Your Name".',
    );
  const answer = await session.ask('Type the name of the environment that gets these versions: ');
  if (answer.trim() === 'preprod') return (await person(session)).name;
  throw new Trouble('refused', `"${answer.trim()}" is not preprod.`, 'Nothing was promoted.');
}
