import type { Case } from './case.ts';

const deployed = /(kind: Deployment\n[\s\S]*?)/.source;
const inDeployment = (text: string) => new RegExp(`${deployed}${text}`);
const kept = (text: string) => `$1${text}`;

/** How charts break the rules of what runs. */
export const workloads: Case[] = [
  {
    rule: 'selectors-match',
    how: 'pods without labels, as in the charts that this shop comes from',
    find: inDeployment('template:\n    metadata: \\{.*\\}'),
    with: kept('template:\n    metadata: {}'),
    says: 'Deployment/cart: its selector asks for app.kubernetes.io/name=cart, its pods have no such label',
  },
  {
    rule: 'selectors-differ',
    how: 'a selector that takes the migration’s pods too',
    find: inDeployment(', app.kubernetes.io/component: app \\} \\}'),
    with: kept(' } }'),
    says: 'Deployment/cart: its selector matches the pods of Job/cart-migrate too',
  },
  {
    rule: 'services-reach-pods',
    how: 'a target port that no container has',
    find: 'targetPort: metrics',
    with: 'targetPort: numbers',
    says: 'Service/cart: its port 9090 goes to numbers, which Deployment/cart does not declare',
  },
  {
    rule: 'services-reach-pods',
    how: 'a selector of nothing',
    find: 'selector: { app.kubernetes.io/name: redis }',
    with: 'selector: { app.kubernetes.io/name: reddis }',
    says: 'Service/redis: no pod has the labels it selects',
  },
  {
    rule: 'everything-is-probed',
    how: 'no readiness probe',
    find: '          readinessProbe: { httpGet: { path: /health/ready, port: http } }\n',
    with: '',
    says: 'Deployment/cart: cart has no readinessProbe',
  },
  {
    rule: 'probes-ask-served-paths',
    how: 'a probe of /',
    find: 'path: /health/live',
    with: 'path: /',
    says: 'Deployment/cart: the livenessProbe of cart asks /, which the code does not serve',
  },
  {
    rule: 'probes-ask-open-ports',
    how: 'a probe of a port that is not there',
    find: '/health/ready, port: http',
    with: '/health/ready, port: 8081',
    says: 'Deployment/cart: the readinessProbe of cart asks port 8081, which the container does not declare',
  },
  {
    rule: 'stores-are-asked-in-their-tongue',
    how: 'HTTP to a database',
    find: 'livenessProbe: { tcpSocket: { port: redis } }',
    with: 'livenessProbe: { httpGet: { path: /, port: redis } }',
    says: 'StatefulSet/redis: the livenessProbe of redis sends HTTP to Redis’s port 6379',
  },
  {
    rule: 'one-counts-replicas',
    how: 'replicas under an autoscaler',
    find: inDeployment('spec:\n'),
    with: kept('spec:\n  replicas: 2\n'),
    says: 'Deployment/cart: it has replicas: 2, and an autoscaler too',
  },
  {
    rule: 'autoscalers-can-scale',
    how: 'a target that is not there',
    find: 'kind: Deployment, name: cart }',
    with: 'kind: Deployment, name: carts }',
    says: 'HorizontalPodAutoscaler/cart: there is no Deployment/carts',
  },
  {
    rule: 'autoscalers-can-scale',
    how: 'bounds the wrong way round',
    find: 'maxReplicas: 3',
    with: 'maxReplicas: 1',
    says: 'HorizontalPodAutoscaler/cart: minReplicas 2 and maxReplicas 1',
  },
  {
    rule: 'autoscalers-can-scale',
    how: 'CPU measured against nothing',
    find: 'requests: { cpu: 50m, memory: 128Mi }',
    with: 'requests: { memory: 128Mi }',
    says: 'HorizontalPodAutoscaler/cart: it measures cpu, and cart of Deployment/cart requests none',
  },
  {
    rule: 'rollouts-end',
    how: 'none may go',
    find: 'maxUnavailable: 1 }',
    with: 'maxUnavailable: 0 }',
    says: 'Deployment/cart: of 2 replicas none may go, so a release waits for room that a full cluster never has',
  },
  {
    rule: 'rollouts-end',
    how: 'none may go and none may come',
    find: 'maxSurge: 1, maxUnavailable: 1 }',
    with: 'maxSurge: 0, maxUnavailable: 25% }',
    says: 'Deployment/cart: of 2 replicas none may be added and none may go, so no release ever ends',
  },
  {
    rule: 'budgets-let-nodes-drain',
    how: 'minAvailable 1 of one replica',
    find: /minReplicas: 2([\s\S]*)maxUnavailable: 1\n/,
    with: 'minReplicas: 1$1minAvailable: 1\n',
    says: 'PodDisruptionBudget/cart: 1 of at least 1 replicas must stay, so none can be moved',
  },
  {
    rule: 'budgets-let-nodes-drain',
    how: 'a budget for nothing',
    find: /(kind: PodDisruptionBudget\n[\s\S]*?)name: cart, app.kubernetes.io\/component: app \} \}/,
    with: '$1name: card } }',
    says: 'PodDisruptionBudget/cart: it selects nothing',
  },
  {
    rule: 'grace-periods-suffice',
    how: 'killed while it drains',
    find: 'terminationGracePeriodSeconds: 50',
    with: 'terminationGracePeriodSeconds: 45',
    says: 'Deployment/cart: 45 s until it is killed, 45 s may pass (preStop 5, drain and shutdown 40)',
  },
  {
    rule: 'grace-periods-suffice',
    how: 'a drain set in the ConfigMap',
    find: "PORT: '8080'",
    with: "PORT: '8080'\n  DRAIN_DELAY_MS: '10000'",
    says: 'Deployment/cart: 50 s until it is killed, 55 s may pass (preStop 5, drain and shutdown 50)',
  },
  {
    rule: 'grace-periods-suffice',
    how: 'a door that closes at once',
    find: '          lifecycle: { preStop: { sleep: { seconds: 5 } } }\n',
    with: '',
    says: 'Deployment/cart: it closes its door at once, while balancers still send requests',
  },
];
