import { styleText } from 'node:util';
import { needDisk } from '../disk.ts';
import { defaultPorts, type PortName, titles } from '../parts.ts';
import { needPort } from '../ports.ts';
import { runningStack } from '../state.ts';
import { kinds } from '../stores/kinds.ts';
import { downloadedMongod, whyNotDownload } from '../stores/mongod-download.ts';
import { hasStandIn } from '../stores/mongodb.ts';
import { obstacle, plan } from '../stores/source.ts';
import { storeNames } from '../stores/store.ts';
import { reason } from '../trouble.ts';
import { folderOf } from './start.ts';

type Finding = { readonly state: 'well' | 'note' | 'missing'; readonly text: string };

const MARKS = {
  well: styleText('green', 'ok     '),
  note: styleText('yellow', 'note   '),
  missing: styleText('red', 'MISSING'),
};

/** `npm run doctor`: what would be used for each store, and what is missing. Ends with status 1 if something needed is. */
export async function doctor(options: { folder?: string }): Promise<void> {
  const folder = folderOf(options);
  const findings = [
    { state: 'well', text: `Node ${process.version} runs the services (${process.execPath})` } as const,
    ...(await storeFindings()),
    await tried('disk space', needDisk(folder, 500_000_000, 'the data of the stores')),
    ...(await portFindings(folder)),
  ];
  for (const { state, text } of findings) console.log(`${MARKS[state]} ${text}`);
  const missing = findings.filter((finding) => finding.state === 'missing').length;
  console.log(
    missing === 0
      ? '\nNothing is missing: `npm start` opens the shop.'
      : `\n${missing} to be put right before \`npm start\`.`,
  );
  process.exit(missing === 0 ? 0 : 1);
}

async function storeFindings(): Promise<Finding[]> {
  const decided = await plan(storeNames, 'anywhere', false);
  const why = await obstacle(decided);
  const findings: Finding[] = decided.notes.map((text) => ({ state: 'note', text }));
  for (const name of storeNames) {
    const { title } = kinds[name];
    const source = decided.sources.get(name);
    const packages = decided.packages.get(name);
    if (source?.from === 'url')
      findings.push(await tried(`${title}: ${source.words}`, source.server.start()));
    else if (source !== undefined) findings.push({ state: 'well', text: `${title}: ${source.words}` });
    else if (packages !== undefined) {
      const will = `${title}: npm start will install ${packages.join(', ')} with apt-get`;
      findings.push(
        why === undefined ? { state: 'note', text: will } : { state: 'missing', text: `${title}: ${why}` },
      );
    } else findings.push(await mongoFinding());
  }
  return findings;
}

async function mongoFinding(): Promise<Finding> {
  const there = await downloadedMongod();
  if (there !== undefined) return { state: 'well', text: `MongoDB: private, ${there} (downloaded)` };
  const not = await whyNotDownload();
  if (not === undefined) return { state: 'note', text: 'MongoDB: npm start will download it' };
  return hasStandIn()
    ? { state: 'note', text: `MongoDB: ${not}; the development STAND-IN will be used` }
    : { state: 'missing', text: `MongoDB: ${not}. Install mongod or set MONGO_URL.` };
}

async function portFindings(folder: string): Promise<Finding[]> {
  const there = runningStack(folder);
  if (there !== undefined)
    return [{ state: 'note', text: `the shop is running already (process ${there.supervisor.pid})` }];
  const findings: Finding[] = [];
  for (const name of Object.keys(defaultPorts) as PortName[]) {
    const change = `npm start -- --port ${name}=NUMBER`;
    const finding = await tried(
      `port ${defaultPorts[name]}`,
      needPort(defaultPorts[name], titles[name], change),
    );
    if (finding.state !== 'well') findings.push(finding);
  }
  return findings.length > 0 ? findings : [{ state: 'well', text: 'all ports are free' }];
}

async function tried(what: string, attempt: Promise<void>): Promise<Finding> {
  return attempt.then(
    () => ({ state: 'well', text: what }),
    (error: unknown) => ({ state: 'missing', text: reason(error) }),
  );
}
