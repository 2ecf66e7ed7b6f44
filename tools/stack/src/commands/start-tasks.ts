import type { ListrTask } from 'listr2';
import { build, outdated } from '../build.ts';
import type { PartName } from '../parts.ts';
import { type Session, startOnePart, startStore } from '../session.ts';
import { kinds } from '../stores/kinds.ts';
import { downloadOrStandIn, installMissing, type Plan, plan } from '../stores/source.ts';
import { type StoreName, storeNames } from '../stores/store.ts';
import { reason } from '../trouble.ts';

export interface Context {
  readonly session: Session;
  plan?: Plan;
  stale?: PartName[];
  /** Why the start failed: the first failure, whole. The list shows one line of each. */
  failure?: unknown;
}

type Task = ListrTask<Context>;

/** The task, with its failure kept whole and shown in one line; what falls only because of an earlier failure is not shown. */
function guarded(task: Task): Task {
  return {
    ...task,
    task: async (context, wrapper) => {
      try {
        return await task.task(context, wrapper);
      } catch (error) {
        const first = context.failure === undefined;
        context.failure ??= error;
        throw new Error(first ? reason(error) : 'not reached');
      }
    },
  };
}

/** What `npm start` does, in order; what can be done side by side is. */
export function tasks(session: Session): Task[] {
  const { parts, line } = session.options;
  return [
    guarded({
      title: 'Looking for the stores',
      task: async (context, task) => {
        context.plan = await plan(storeNames, 'anywhere');
        context.stale = await outdated(parts);
        for (const [name, source] of context.plan.sources) session.sources.set(name, source);
        const missing = [...context.plan.packages.keys(), ...context.plan.wanted].map(
          (name) => kinds[name].title,
        );
        task.title = `Looked for the stores: ${found(context.plan)}${missing.length > 0 ? `; missing ${missing.join(', ')}` : ''}`;
        for (const note of context.plan.notes) task.output = note;
      },
      rendererOptions: { persistentOutput: true },
    }),
    guarded({
      title: 'Installing',
      enabled: (context) => (context.plan?.packages.size ?? 0) > 0,
      task: async (context, task) => {
        const decided = context.plan as Plan;
        task.title = `Installing ${[...decided.packages.values()].flat().join(', ')} with apt-get`;
        await installMissing(decided, {
          line: (_, text) => {
            line('apt-get', text);
            if (/^(Get:|Unpacking|Setting up|apt-get)/.test(text)) task.output = text;
          },
        });
        for (const [name, source] of decided.sources) session.sources.set(name, source);
      },
    }),
    {
      title: 'Stores and shop',
      task: (context, task) => {
        const stale = context.stale ?? [];
        if (stale.length === 0) session.reached.build.resolve();
        const stores = storeNames.map((name) => storeTask(session, name));
        const processes = parts.map((name) => partTask(session, name));
        return task.newListr([...stores, buildTask(stale, session), ...processes], { concurrent: true });
      },
    },
  ];
}

function found(decided: Plan): string {
  return (
    [...decided.sources].map(([name, source]) => `${kinds[name].title} (${source.words})`).join(', ') ||
    'none found'
  );
}

function storeTask(session: Session, name: StoreName): Task {
  return guarded({
    title: kinds[name].title,
    task: async (_, task) => {
      const waiting = (why: string): void => {
        task.output = `${name}: ${why}`;
      };
      if (!session.sources.has(name)) {
        session.sources.set(name, await downloadOrStandIn({ waiting: (_store, why) => waiting(why) }));
      }
      const words = session.sources.get(name)?.words ?? '';
      const server = await startStore(session, name, (_store, why) => waiting(why));
      task.title = `${kinds[name].title}: ${new URL(server.url).host} (${words})`;
    },
  });
}

function buildTask(stale: readonly PartName[], session: Session): Task {
  return guarded({
    title: `Build ${stale.join(', ')}`,
    enabled: stale.length > 0,
    task: async (_, task) => {
      await build(stale, (text) => {
        session.options.line('build', text);
        if (text.trim() !== '') task.output = text;
      });
      session.reached.build.resolve();
    },
  });
}

function partTask(session: Session, name: PartName): Task {
  return guarded({
    title: name,
    task: async (_, task) => {
      const part = await startOnePart(session, name, (why) => {
        task.output = `${name}: ${why}`;
      });
      task.title = `${name}: ${part.url}`;
    },
  });
}
