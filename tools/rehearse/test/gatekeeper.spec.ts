import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatekeep, hasGator } from '../src/gatekeeper.ts';
import { readManifests } from '../src/manifest.ts';
import { podsAreLimited } from '../src/policies/resources.ts';
import { nobodyGainsRights, nobodyIsRoot } from '../src/policies/security.ts';
import { checkShape } from '../src/schemas/schemas.ts';
import { broken, clusterOf, findings, objectsOf } from './support.ts';

const root = join(import.meta.dirname, '../../..');
const page = (path: string) => readFileSync(join(root, 'ops/gatekeeper', path), 'utf8');
const rules = [podsAreLimited, nobodyIsRoot, nobodyGainsRights];
const said = (text: string) => rules.flatMap((rule) => findings(rule, clusterOf(text)));
const gator = await hasGator();

describe('the demo pods of Gatekeeper', () => {
  it('refuse the one without limits, for each reason', () => {
    expect(said(page('demo/refused.yaml'))).toEqual([
      'Pod/demo-refused: container greedy has no cpu limit',
      'Pod/demo-refused: container greedy has no memory limit',
      'Pod/demo-refused: container greedy may run as root',
      'Pod/demo-refused: container greedy may gain rights',
      'Pod/demo-refused: container greedy keeps capabilities',
    ]);
  });

  it('admit the other', () => {
    expect(said(page('demo/admitted.yaml'))).toEqual([]);
  });
});

describe('the constraints of Gatekeeper', () => {
  const files = ['pods-are-limited', 'nobody-is-root'].map((rule) => ({
    template: page(`${rule}/template.yaml`),
    constraint: page(`${rule}/constraint.yaml`),
  }));
  const manifests = (text: string) =>
    readManifests(text).flatMap((document) => ('manifest' in document ? [document.manifest] : []));
  const templates = files.flatMap(({ template }) => manifests(template));

  it.each(files)('have the shape that Gatekeeper takes', async ({ template, constraint }) => {
    const all = [...manifests(template), ...manifests(constraint)];
    expect(all).toHaveLength(2);
    const problems = await Promise.all(all.map((manifest) => checkShape(manifest, templates)));
    expect(problems.flat()).toEqual([]);
  });

  it('may name no parameter that their template does not know', async () => {
    const text = broken('resources: [cpu', 'resource: [cpu', files[0]?.constraint);
    const [manifest] = manifests(text);
    const problems = manifest === undefined ? [] : await checkShape(manifest, templates);
    expect(problems.map(({ says }) => says).join()).toContain('resource');
  });

  it.skipIf(!gator)(
    'say the same in the cluster’s own tool (skipped without gator on the PATH)',
    async () => {
      const wrong = broken(/runAsNonRoot: true/g, 'runAsNonRoot: false', broken(/, memory: 256Mi/g, ''));
      const demo = ['demo/refused.yaml', 'demo/admitted.yaml'].map(page);
      const objects = objectsOf([wrong, ...demo].join('\n---\n'));
      const words = (await gatekeep(root, objects)).map(
        ({ at, says }) => `${at.manifest.kind}/${at.manifest.metadata.name}: ${says}`,
      );
      const own = clusterOf(wrong);
      const expected = [podsAreLimited, nobodyIsRoot].flatMap((rule) => findings(rule, own));
      // Deployment, StatefulSet, Job and CronJob, each for two reasons.
      expect(expected).toHaveLength(8);
      expect(words).toEqual(expect.arrayContaining(expected));
      expect(words).toContain('Pod/demo-refused: container greedy has no cpu limit');
      expect(words.filter((word) => word.startsWith('Pod/demo-admitted'))).toEqual([]);
    },
  );
});
