import { deployablesAt } from './deployables.ts';
import { releasedRef } from './reservations.ts';
import type { Session } from './session.ts';
import { Trouble } from './trouble.ts';
import { tipOf } from './values.ts';
import { readTags } from './values-file.ts';

/** `release check`: every version that the branch names was released, so that ArgoCD finds an image for each app. */
export async function check(session: Session): Promise<{ versions: Record<string, string> }> {
  await session.git.fetch();
  const tip = await tipOf(session);
  const released = await session.git.remoteRefs('refs/tags/*');
  const versions: Record<string, string> = {};
  const wrong: string[] = [];
  for (const { name, values } of await deployablesAt(session.git, tip)) {
    const text = await session.git.file(tip, values.file);
    if (text === undefined) {
      wrong.push(`${name} has no ${values.file}`);
      continue;
    }
    const { tag } = readTags(text, values.path, values.file);
    versions[name] = tag;
    if (!released.has(releasedRef(name, tag))) wrong.push(`${name} ${tag} was never released`);
  }
  if (wrong.length > 0)
    throw new Trouble(
      'refused',
      `${session.branch} names what is not there: ${wrong.join('; ')}.`,
      'Release it, or set a released version by `release values APP=VERSION`.',
    );
  session.say(
    `${session.branch}: ${Object.entries(versions)
      .map(([app, tag]) => `${app} ${tag}`)
      .join(', ')}: all released`,
  );
  return { versions };
}
