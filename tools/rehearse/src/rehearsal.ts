import { ApplicationSpec, eachOf, type Unfolded, unfold } from './argocd.ts';
import { lint } from './chart.ts';
import { readFacts } from './facts.ts';
import { gatekeep } from './gatekeeper.ts';
import { handMade } from './hand-made.ts';
import type { Helm } from './helm.ts';
import { type Manifest, nameOf, type Rendered } from './manifest.ts';
import { policies } from './policies/policies.ts';
import { checkShape } from './schemas/schemas.ts';

/** Something that would go wrong. */
export interface Problem {
  environment: string;
  application: string | undefined;
  file: string;
  object: string;
  rule: string;
  says: string;
  advice: string;
}

/** How one Application of one environment fared. */
export interface Row {
  environment: string;
  application: string;
  objects: number;
  problems: number;
}

/** What came of a rehearsal. */
export interface Rehearsal {
  rows: Row[];
  problems: Problem[];
}

const SHAPE_ADVICE = 'Correct the field; the API server refuses it or drops it silently.';

/** Rehearses environments: renders all Applications, checks every object's shape and every policy. */
export async function rehearse(
  helm: Helm,
  root: string,
  environments: readonly string[],
  /** Where the code is that the charts are held against. */
  code = root,
): Promise<Rehearsal> {
  const facts = await readFacts(code, root);
  const byHand = await handMade(helm, root);
  const templates = byHand.objects.map(({ manifest }) => manifest);
  const rehearsal: Rehearsal = { rows: [], problems: [] };
  for (const environment of environments) {
    const unfolded = await unfold(helm, root, environment);
    const problems: Problem[] = unfolded.flatMap((one) => rendering(environment, one));
    await eachOf(unfolded, async (one) => {
      problems.push(...(await linting(helm, environment, one)));
    });
    const objects = [
      ...unfolded.flatMap((one) => one.objects),
      ...roots(unfolded),
      ...projects(byHand.objects),
    ];
    problems.push(...(await shapes(environment, objects, templates)));
    const cluster = { environment, objects, facts };
    for (const policy of policies) {
      for (const { at, says, advice } of policy.check(cluster)) {
        problems.push({ ...placed(environment, at), rule: policy.name, says, advice });
      }
    }
    for (const { at, says, advice } of await gatekeep(root, objects)) {
      problems.push({ ...placed(environment, at), rule: 'gatekeeper', says, advice });
    }
    for (const { application, objects: own } of unfolded) {
      const name = application.manifest.metadata.name;
      const count = problems.filter((problem) => problem.application === name).length;
      rehearsal.rows.push({ environment, application: name, objects: own.length, problems: count });
    }
    rehearsal.problems.push(...problems);
  }
  const broken = byHand.problems.map(({ file, says }) => ({
    environment: '',
    application: undefined,
    file,
    object: 'a document',
    rule: 'renders',
    says,
    advice: 'Correct the file.',
  }));
  rehearsal.problems.push(...broken, ...(await shapes('', byHand.objects, templates)));
  return rehearsal;
}

const placed = (environment: string, at: Rendered) => ({
  environment,
  application: at.application ?? (at.manifest.kind === 'Application' ? at.manifest.metadata.name : undefined),
  file: at.file,
  object: nameOf(at.manifest),
});

const roots = (unfolded: readonly Unfolded[]) =>
  unfolded.map(({ application }) => application).filter(({ application }) => application === undefined);
const projects = (objects: readonly Rendered[]) =>
  objects.filter(({ manifest }) => manifest.kind === 'AppProject');

const rendering = (environment: string, { application, problems }: Unfolded): Problem[] =>
  problems.map((says) => ({
    environment,
    application: application.manifest.metadata.name,
    file: sourceOf(application),
    object: nameOf(application.manifest),
    rule: 'renders',
    says,
    advice: 'Correct the chart or its values.',
  }));

const sourceOf = ({ manifest, file }: Rendered) =>
  ApplicationSpec.safeParse(manifest['spec']).data?.source?.path ?? file;

async function linting(
  helm: Helm,
  environment: string,
  { application, run, problems }: Unfolded,
): Promise<Problem[]> {
  if (run === undefined || problems.length > 0) return [];
  return (await lint(helm, run)).map((says) => ({
    environment,
    application: application.manifest.metadata.name,
    file: sourceOf(application),
    object: nameOf(application.manifest),
    rule: 'helm-lint',
    says,
    advice: 'Correct what `helm lint --strict` names.',
  }));
}

async function shapes(
  environment: string,
  objects: readonly Rendered[],
  templates: readonly Manifest[],
): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const at of objects) {
    for (const { path, says } of await checkShape(at.manifest, templates)) {
      found.push({
        ...placed(environment, at),
        rule: 'schema',
        says: `${path}: ${says}`,
        advice: SHAPE_ADVICE,
      });
    }
  }
  return found;
}
