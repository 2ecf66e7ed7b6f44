{{/*
Before a release: the new version's image brings the store to the new shape; pods of the old version keep working on it.
Nothing else of the app exists when it first runs, so it brings its own settings and its own way through the namespace's wall.
*/}}
{{- define "service.migrations" -}}
{{- $name := printf "%s-migrate" (include "service.name" .) -}}
{{- $labels := printf "app.kubernetes.io/name: %s\napp.kubernetes.io/component: migration\n%s" (include "service.name" .) (include "service.commonLabels" .) -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- $labels | nindent 4 }}
  annotations:
    argocd.argoproj.io/hook: PreSync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
    argocd.argoproj.io/sync-wave: "-1"
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation
    helm.sh/hook-weight: "-1"
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ include "service.name" . }}
      app.kubernetes.io/component: migration
  policyTypes: [Ingress, Egress]
  ingress: []
  egress: {{- include "service.egress" (dict "root" . "calls" .Values.migrations.stores "external" .Values.network.external) | trim | nindent 4 }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- $labels | nindent 4 }}
  annotations:
    argocd.argoproj.io/hook: PreSync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  backoffLimit: 5
  activeDeadlineSeconds: 600
  template:
    metadata:
      labels: {{- $labels | nindent 8 }}
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      {{- include "service.placement" . | trim | nindent 6 }}
      containers:
        - name: migrate
          image: {{ include "service.image" (dict "registry" .Values.defaults.registry "repository" .Values.deploy.image.repository "tag" .Values.deploy.image.tag) }}
          imagePullPolicy: {{ .Values.deploy.image.pullPolicy }}
          args: {{ .Values.migrations.args | default (list "node" "dist/main.js" "migrate") | toJson }}
          env:
            {{- range $key, $value := include "service.settings" . | fromYaml }}
            - { name: {{ $key }}, value: {{ $value | quote }} }
            {{- end }}
            {{- include "service.secretEnv" . | trim | nindent 12 }}
          resources: {{- toYaml .Values.deploy.resources | nindent 12 }}
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
      volumes:
        - { name: tmp, emptyDir: { sizeLimit: 128Mi } }
{{- end }}
