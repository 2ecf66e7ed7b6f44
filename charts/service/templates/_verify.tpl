{{/* After a sync: the verifier waits for the new version, buys a robot, writes its verdict down. Its failure fails the sync. */}}
{{- define "service.verify" -}}
{{- $verifier := required "verifier.image is missing: give the value file ../environments/verifier.yaml too" (.Values.verifier | default dict).image -}}
{{- $name := printf "%s-verify" (include "service.name" .) -}}
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
    spec:
      restartPolicy: Never
      serviceAccountName: verifier
      automountServiceAccountToken: true
      enableServiceLinks: false
      securityContext: {{- include "service.podSecurity" . | nindent 8 }}
      {{- include "service.placement" . | trim | nindent 6 }}
      containers:
        - name: verifier
          image: {{ include "service.image" (dict "registry" .Values.defaults.registry "repository" $verifier.repository "tag" $verifier.tag) }}
          imagePullPolicy: {{ .Values.deploy.image.pullPolicy }}
          args: [node, dist/main.js, verify]
          env:
            - { name: APP, value: {{ include "service.name" . }} }
            - { name: EXPECT_VERSION, value: {{ .Values.deploy.image.tag | quote }} }
            - { name: ENVIRONMENT, value: {{ .Values.defaults.environment }} }
            - { name: NAMESPACE, value: {{ include "service.namespace" . }} }
            - { name: SHOP_URL, value: "http://web:8080" }
            - { name: HEALTH_URL, value: "http://{{ include "service.name" . }}:{{ .Values.service.ports.http.port }}/health" }
            - { name: TIMEOUT_S, value: {{ .Values.verify.timeoutSeconds | default 600 | quote }} }
            - name: SERVICE_SECRET
              valueFrom: { secretKeyRef: { name: verifier, key: SERVICE_SECRET } }
            - name: SLACK_WEBHOOK_URL
              valueFrom: { secretKeyRef: { name: verifier, key: SLACK_WEBHOOK_URL, optional: true } }
          resources:
            requests: { cpu: 50m, memory: 96Mi }
            limits: { cpu: 500m, memory: 256Mi }
          securityContext: {{- include "service.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
      volumes:
        - { name: tmp, emptyDir: { sizeLimit: 16Mi } }
{{- end }}
