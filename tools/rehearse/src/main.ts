import { resolve } from 'node:path';
import { Command } from 'commander';
import { environments } from './argocd.ts';
import { diff, wordChanges } from './diff.ts';
import { type Helm, haveHelm } from './helm.ts';
import { rehearse } from './rehearsal.ts';
import { reportOf } from './report.ts';
import { Trouble } from './trouble.ts';

interface Options {
  env?: string[];
  json?: true;
  installOnly?: true;
  diff?: string[];
  full?: true;
  code?: string;
  root: string;
}

const program = new Command('rehearse')
  .description(
    'Renders every chart as ArgoCD would, checks the objects, and says what a commit would change.',
  )
  .option('--env <names...>', 'these environments only')
  .option('--json', 'the result as JSON')
  .option('--install-only', 'install Helm if there is none, and end')
  .option(
    '--diff <commits...>',
    'what ArgoCD would change between two commits; the second is HEAD unless given',
  )
  .option('--full', 'with --diff: the changed objects line by line')
  .option('--code <folder>', 'the code that charts are held against (default: the repository)')
  .option('--root <folder>', 'the repository', resolve(import.meta.dirname, '../../..'));

const tell = (line: string) => console.error(line);

async function main(options: Options): Promise<number> {
  const helm = await haveHelm(tell);
  if (options.installOnly === true) {
    console.log(`Helm ${helm.version} (${helm.from})`);
    return 0;
  }
  if (options.diff !== undefined) return tellChanges(helm, options, options.diff);
  const known = await environments(options.root);
  const asked = options.env ?? known;
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Trouble(`There is no environment ${unknown}; argocd/ has ${known.join(', ') || 'none'}.`);
  }
  const rehearsal = await rehearse(helm, options.root, asked, options.code);
  console.log(options.json === true ? JSON.stringify(rehearsal, undefined, 2) : reportOf(rehearsal));
  return rehearsal.problems.length > 0 ? 1 : 0;
}

async function tellChanges(
  helm: Helm,
  { root, env, json, full }: Options,
  commits: string[],
): Promise<number> {
  const [base, head = 'HEAD', ...more] = commits;
  if (base === undefined || more.length > 0) {
    throw new Trouble(
      '--diff takes one commit or two: what is there, and what is to come (HEAD unless given).',
    );
  }
  const changes = await diff(helm, root, { base, head }, env);
  console.log(
    json === true ? JSON.stringify(changes, undefined, 2) : await wordChanges(changes, full === true),
  );
  return changes.some(({ applications }) => applications.some(({ problems }) => problems.length > 0)) ? 1 : 0;
}

try {
  process.exitCode = await main((await program.parseAsync()).opts<Options>());
} catch (error) {
  console.error(error instanceof Trouble ? `\n${error.message}` : error);
  process.exitCode = 1;
}
