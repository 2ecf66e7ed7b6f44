// Loaded into a service before anything else (see builds.ts): gives it one module with a mistake in it.
import { registerHooks } from 'node:module';
import { type BrokenBuild, type BrokenBuildName, breakModule, brokenBuilds } from './builds.ts';

const name = process.env.BROKEN_BUILD ?? '';
const build: BrokenBuild | undefined = brokenBuilds[name as BrokenBuildName];
if (build === undefined)
  throw new Error(`BROKEN_BUILD is "${name}"; there are ${Object.keys(brokenBuilds).join(', ')}.`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(build.module)) return loaded;
    console.error(`broken on purpose: ${build.what}`);
    return { ...loaded, source: breakModule(build, String(loaded.source)) };
  },
});
