import { ApplicationSpec, hookOf } from '../argocd.ts';
import { nameOf, ofKind } from '../manifest.ts';
import type { Cluster, Finding, Policy } from './policy.ts';

const isRoot = ({ manifest }: { manifest: { metadata: { name: string } } }, { environment }: Cluster) =>
  manifest.metadata.name === environment;

/** Applications keep themselves as git says. */
export const applicationsSyncThemselves: Policy = {
  name: 'applications-sync-themselves',
  why: 'Without prune, removed objects stay; without self-healing, a change by hand stays and nobody knows.',
  check: ({ objects }) =>
    ofKind(objects, 'Application').flatMap((at) => {
      const { automated } = at.body.spec?.syncPolicy ?? {};
      return (['prune', 'selfHeal'] as const)
        .filter((name) => automated?.[name] !== true)
        .map((name) => ({
          at,
          says: `syncPolicy.automated.${name} is not true`,
          advice: 'Set automated: { prune: true, selfHeal: true }.',
        }));
    }),
};

/** Each environment follows its own branch, and only its root says which. */
export const branchesStayApart: Policy = {
  name: 'branches-stay-apart',
  why: 'A branch named in a file that is merged from staging into preprod makes preprod follow staging.',
  check: (cluster) => {
    const { environment, objects, facts } = cluster;
    const branch = `k8s/${environment}`;
    const applications = ofKind(objects, 'Application');
    const wrong = applications.flatMap((at): Finding[] => {
      const revision = ApplicationSpec.safeParse(at.manifest['spec']).data?.source?.targetRevision;
      if (revision === branch) return [];
      return [{ at, says: `it follows ${revision ?? 'HEAD'}`, advice: `Let it follow ${branch}.` }];
    });
    const root = applications.find((application) => isRoot(application, cluster));
    if (root === undefined) return wrong;
    const elsewhere = facts.revisions
      .filter(({ file, value }) => !/^argocd\/[a-z0-9-]+\.yaml$/.test(file) && /^["']?[\w./-]/.test(value))
      .map(({ file, line, value }) => ({
        at: root,
        says: `${file}:${line} names a revision too: ${value}`,
        advice: `Hand it down from argocd/${environment}.yaml as a parameter.`,
      }));
    return [...wrong, ...elsewhere];
  },
};

const clusterKinds = new Set([
  'Namespace',
  'PriorityClass',
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
]);

/** AppProjects allow what is rendered, and nothing that is not. */
export const projectsAllowWhatIsNeeded: Policy = {
  name: 'projects-allow-what-is-needed',
  why: 'ArgoCD refuses kinds, places and repositories that the project does not list; a list of everything protects from nothing.',
  check: (cluster) =>
    ofKind(cluster.objects, 'AppProject').flatMap((at): Finding[] => {
      const { destinations, sourceRepos, clusterResourceWhitelist, namespaceResourceWhitelist } =
        at.body.spec ?? {};
      const listed = [...(clusterResourceWhitelist ?? []), ...(namespaceResourceWhitelist ?? [])];
      const stars = [
        ...listed
          .filter(({ group, kind }) => group === '*' || kind === '*')
          .map(({ group, kind }) => `${group}/${kind}`),
        ...(destinations ?? [])
          .filter(({ namespace, server }) => namespace === '*' || server === '*')
          .map(({ namespace, server }) => `${server}/${namespace}`),
        ...(sourceRepos ?? []).filter((repo) => repo === '*'),
      ].map((what) => ({ at, says: `it allows ${what}`, advice: 'List what is needed, one by one.' }));
      return [...stars, ...refused(cluster, at)];
    }),
};

/** What an AppProject would refuse to its Applications. */
function refused({ objects }: Cluster, project: ReturnType<typeof ofKind<'AppProject'>>[number]): Finding[] {
  const { destinations, sourceRepos, clusterResourceWhitelist, namespaceResourceWhitelist } =
    project.body.spec ?? {};
  const own = ofKind(objects, 'Application').filter(
    ({ body }) => body.spec?.project === project.body.metadata?.name,
  );
  return own.flatMap((at): Finding[] => {
    const spec = ApplicationSpec.safeParse(at.manifest['spec']).data;
    const repo = spec?.source?.repoURL ?? '';
    const place = spec?.destination.namespace ?? '';
    const name = at.manifest.metadata.name;
    const found: Finding[] = [];
    if (!(sourceRepos ?? []).includes(repo)) {
      found.push({
        at,
        says: `its repository ${repo} is not in ${nameOf(project.manifest)}`,
        advice: 'Add it there.',
      });
    }
    if (!(destinations ?? []).some(({ namespace }) => namespace === place)) {
      found.push({
        at,
        says: `its namespace ${place} is not in ${nameOf(project.manifest)}`,
        advice: 'Add it there.',
      });
    }
    // Helm's tests are not applied.
    const applied = objects.filter((one) => one.application === name && hookOf(one.manifest) !== 'Skip');
    for (const object of applied) {
      const { kind, apiVersion } = object.manifest;
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
      const list = clusterKinds.has(kind) ? clusterResourceWhitelist : namespaceResourceWhitelist;
      if ((list ?? []).some((one) => one.group === group && one.kind === kind)) continue;
      const says = `${nameOf(project.manifest)} does not allow its kind`;
      found.push({
        at: object,
        says,
        advice: `Add { group: '${group}', kind: ${kind} } to argocd/project.yaml.`,
      });
    }
    return found;
  });
}

/** Every Application belongs to a project of ours. */
export const applicationsHaveAProject: Policy = {
  name: 'applications-have-a-project',
  why: 'The project `default` allows everything everywhere.',
  check: ({ objects }) => {
    const projects = ofKind(objects, 'AppProject').map(({ body }) => body.metadata?.name);
    return ofKind(objects, 'Application')
      .filter(({ body }) => !projects.includes(body.spec?.project))
      .map((at) => ({
        at,
        says: `its project ${at.body.spec?.project} is not one of ${projects.join(', ')}`,
        advice: 'Name a project of argocd/project.yaml.',
      }));
  },
};
