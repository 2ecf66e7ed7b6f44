const labels = (name: string, component: string) =>
  `{ app.kubernetes.io/name: ${name}, app.kubernetes.io/component: ${component}, app.kubernetes.io/instance: ${name}, app.kubernetes.io/part-of: shopstack, app.kubernetes.io/managed-by: Helm }`;
const [app, migration] = [labels('cart', 'app'), labels('cart', 'migration')];
const [redis, robot] = [labels('redis', 'store'), labels('robot', 'shopper')];
const secure = '{ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: RuntimeDefault } }';
const confined =
  '{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }';
const resources = "{ requests: { cpu: 50m, memory: 128Mi }, limits: { cpu: '1', memory: 256Mi } }";
const tolerations = '[{ key: app, operator: Equal, value: shopstack, effect: NoSchedule }]';
const affinity =
  '{ nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: app, operator: In, values: [shopstack] }] } }] } }';

/** A shop of one service, one store and one door, which keeps every rule. Specs break it, a line at a time. */
export const shop = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: shopstack, namespace: argocd }
spec:
  sourceRepos: [https://git.example/shop.git]
  destinations: [{ server: https://kubernetes.default.svc, namespace: shopstack }]
  clusterResourceWhitelist: []
  namespaceResourceWhitelist:
    - { group: '', kind: ConfigMap }
    - { group: '', kind: Service }
    - { group: apps, kind: Deployment }
    - { group: apps, kind: StatefulSet }
    - { group: autoscaling, kind: HorizontalPodAutoscaler }
    - { group: batch, kind: CronJob }
    - { group: batch, kind: Job }
    - { group: external-secrets.io, kind: ExternalSecret }
    - { group: monitoring.coreos.com, kind: ServiceMonitor }
    - { group: networking.k8s.io, kind: Ingress }
    - { group: networking.k8s.io, kind: NetworkPolicy }
    - { group: policy, kind: PodDisruptionBudget }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: staging, namespace: argocd }
spec:
  project: shopstack
  source: { repoURL: https://git.example/shop.git, path: charts/shop, targetRevision: k8s/staging }
  destination: { server: https://kubernetes.default.svc, namespace: shopstack }
  syncPolicy: { automated: { prune: true, selfHeal: true } }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: cart
  labels: ${app}
data:
  HOST: 0.0.0.0
  PORT: '8080'
  USER_URL: https://user.elsewhere.example:8443
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: cart, labels: ${app} }
spec:
  secretStoreRef: { name: aws, kind: SecretStore }
  target: { name: cart }
  data:
    - { secretKey: REDIS_URL, remoteRef: { key: shopstack/staging/cart, property: REDIS_URL } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, labels: ${app} }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: cart, app.kubernetes.io/component: app } }
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }
  template:
    metadata: { labels: ${app} }
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 50
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway }]
      securityContext: ${secure}
      tolerations: ${tolerations}
      affinity: ${affinity}
      containers:
        - name: cart
          image: registry.example/shopstack/cart:0.1.0
          ports:
            - { name: http, containerPort: 8080 }
            - { name: metrics, containerPort: 9090 }
          envFrom: [{ configMapRef: { name: cart } }]
          env:
            - { name: REDIS_URL, valueFrom: { secretKeyRef: { name: cart, key: REDIS_URL } } }
          resources: ${resources}
          securityContext: ${confined}
          livenessProbe: { httpGet: { path: /health/live, port: http } }
          readinessProbe: { httpGet: { path: /health/ready, port: http } }
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, labels: ${app} }
spec:
  selector: { app.kubernetes.io/name: cart, app.kubernetes.io/component: app }
  ports:
    - { name: http, port: 8080, targetPort: http }
    - { name: metrics, port: 9090, targetPort: metrics }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: cart, labels: ${app} }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: cart }
  minReplicas: 2
  maxReplicas: 3
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: cart, labels: ${app} }
spec:
  maxUnavailable: 1
  selector: { matchLabels: { app.kubernetes.io/name: cart, app.kubernetes.io/component: app } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: cart, labels: ${app} }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: cart } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }]
      ports: [{ protocol: TCP, port: 8080 }]
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }]
      ports: [{ protocol: TCP, port: 9090 }]
  egress:
    - to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: redis } } }]
      ports: [{ protocol: TCP, port: 6379 }]
    - to: [{ ipBlock: { cidr: 0.0.0.0/0 } }]
      ports: [{ protocol: TCP, port: 8443 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: cart, labels: ${app} }
spec:
  rules:
    - host: shop.example
      http:
        paths: [{ path: /, pathType: Prefix, backend: { service: { name: cart, port: { name: http } } } }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: cart, labels: ${app} }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: cart } }
  endpoints: [{ port: metrics, path: /metrics }]
---
apiVersion: batch/v1
kind: Job
metadata:
  name: cart-migrate
  labels: ${migration}
  annotations: { argocd.argoproj.io/hook: PreSync, argocd.argoproj.io/hook-delete-policy: BeforeHookCreation }
spec:
  backoffLimit: 3
  activeDeadlineSeconds: 600
  template:
    metadata: { labels: ${migration} }
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      securityContext: ${secure}
      containers:
        - { name: migrate, image: busybox:1.37, resources: ${resources}, securityContext: ${confined} }
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: redis
  labels: ${redis}
spec:
  replicas: 1
  serviceName: redis
  selector: { matchLabels: { app.kubernetes.io/name: redis } }
  template:
    metadata: { labels: ${redis} }
    spec:
      automountServiceAccountToken: false
      securityContext: ${secure}
      tolerations: ${tolerations}
      affinity: ${affinity}
      containers:
        - name: redis
          image: redis:7.4
          ports: [{ name: redis, containerPort: 6379 }]
          resources: ${resources}
          securityContext: ${confined}
          livenessProbe: { tcpSocket: { port: redis } }
          readinessProbe: { exec: { command: [redis-cli, ping] } }
          volumeMounts: [{ name: data, mountPath: /data }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: Service
metadata: { name: redis, labels: ${redis} }
spec:
  selector: { app.kubernetes.io/name: redis }
  ports: [{ name: redis, port: 6379, targetPort: redis }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: redis, labels: ${redis} }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: redis } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: cart } } }]
      ports: [{ protocol: TCP, port: 6379 }]
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: robot
  labels: ${robot}
spec:
  schedule: '*/5 * * * *'
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      activeDeadlineSeconds: 60
      template:
        metadata: { labels: ${robot} }
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          securityContext: ${secure}
          containers:
            - { name: robot, image: busybox:1.37, resources: ${resources}, securityContext: ${confined} }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: robot, labels: ${robot} }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: robot } }
  policyTypes: [Ingress, Egress]
`;
