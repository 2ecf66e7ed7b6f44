{{- define "service.deployment" -}}
{{- $http := .Values.service.ports.http -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  {{- if not .Values.hpa.enabled }}
  replicas: {{ .Values.deploy.replicaCount }}
  {{- end }}
  revisionHistoryLimit: 5
  # A release that does not come up is told as such after five minutes, and not waited for.
  progressDeadlineSeconds: 300
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    # One more while there is room, one fewer where there is none: a full node never holds a release up.
    rollingUpdate: { maxSurge: 1, maxUnavailable: 1 }
  template:
    metadata:
      labels: {{- include "service.labels" . | nindent 8 }}
      annotations:
        checksum/settings: {{ include "service.settings" . | sha256sum }}
        # For a mesh, whose proxies hand out the app's metrics, and for a Prometheus without its operator.
        prometheus.io/scrape: "true"
        prometheus.io/port: "{{ with .Values.service.ports.metrics }}{{ .targetPort }}{{ else }}{{ $http.targetPort }}{{ end }}"
        prometheus.io/path: /metrics
    spec:
      serviceAccountName: {{ include "service.name" . }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      # DRAIN_DELAY_MS or preStop (5 s), and the 40 s that a service takes at the most to finish what it has in hand.
      terminationGracePeriodSeconds: {{ .Values.deploy.terminationGracePeriodSeconds | default 50 }}
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      {{- include "service.placement" . | trim | nindent 6 }}
      topologySpreadConstraints:
        {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - topologyKey: {{ $key }}
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "service.selector" $ | nindent 14 }}
        {{- end }}
      containers:
        - name: {{ include "service.name" . }}
          image: {{ include "service.image" (dict "registry" .Values.defaults.registry "repository" .Values.deploy.image.repository "tag" .Values.deploy.image.tag) }}
          imagePullPolicy: {{ .Values.deploy.image.pullPolicy }}
          ports:
            - { name: http, containerPort: {{ $http.targetPort }} }
            {{- with .Values.service.ports.metrics }}
            - { name: metrics, containerPort: {{ .targetPort }} }
            {{- end }}
          envFrom:
            - configMapRef: { name: {{ include "service.name" . }} }
          {{- with include "service.secretEnv" . }}
          env: {{- . | trim | nindent 12 }}
          {{- end }}
          resources: {{- toYaml .Values.deploy.resources | nindent 12 }}
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          # The header keeps probes out of logs and request metrics.
          {{- $header := "httpHeaders: [{ name: X-INSTANA-SYNTHETIC, value: \"1\" }]" }}
          {{- $probes := .Values.deploy.probes | default dict }}
          startupProbe:
            httpGet: { path: {{ $probes.live | default "/health/live" }}, port: http, {{ $header }} }
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 90
          livenessProbe:
            httpGet: { path: {{ $probes.live | default "/health/live" }}, port: http, {{ $header }} }
            periodSeconds: 10
            timeoutSeconds: 3
            failureThreshold: 3
          readinessProbe:
            httpGet: { path: {{ $probes.ready | default "/health/ready" }}, port: http, {{ $header }} }
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          {{- if not (hasKey (include "service.settings" . | fromYaml) "DRAIN_DELAY_MS") }}
          lifecycle:
            # Time for endpoints and load balancers to forget the pod before it closes its door. What drains by itself
            # needs none: it waits after SIGTERM, and tells its callers to connect anew.
            preStop: { sleep: { seconds: 5 } }
          {{- end }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
      volumes:
        - { name: tmp, emptyDir: { sizeLimit: 128Mi } }
{{- end }}
