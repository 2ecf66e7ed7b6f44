{{/* After a sync: the verifier waits for the new version, buys a robot, writes its verdict down. Its failure fails the sync. */}}
{{- define "service.verify" -}}
{{- $name := printf "%s-verify" (include "service.name" .) -}}
{{- $env := list
  (dict "name" "APP" "value" (include "service.name" .))
  (dict "name" "EXPECT_VERSION" "value" .Values.deploy.image.tag)
  (dict "name" "HEALTH_URL" "value" (printf "http://%s:%v/health" (include "service.name" .) .Values.service.ports.http.port))
  (dict "name" "TIMEOUT_S" "value" (.Values.verify.timeoutSeconds | default 600 | toString)) -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  namespace: {{ include "service.namespace" . }}
  labels: &labels
    app.kubernetes.io/name: verifier
    app.kubernetes.io/component: verification
    {{- include "service.commonLabels" . | nindent 4 }}
  annotations:
    argocd.argoproj.io/hook: PostSync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
    helm.sh/hook: post-install,post-upgrade
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  # A verdict is a verdict: it is not asked for until it is the right one.
  backoffLimit: 0
  activeDeadlineSeconds: {{ .Values.verify.deadlineSeconds | default 900 }}
  template:
    metadata:
      labels: *labels
    spec: {{- include "service.verifierPod" (dict "root" . "args" (list "verify") "env" $env) | nindent 6 }}
{{- end }}
