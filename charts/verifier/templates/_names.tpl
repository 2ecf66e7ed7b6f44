{{- define "verifier.labels" -}}
app.kubernetes.io/name: verifier
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.verifier.image.tag | quote }}
app.kubernetes.io/part-of: shopstack
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* A pod that buys a robot. Takes the root and the arguments. */}}
{{- define "verifier.pod" -}}
restartPolicy: Never
serviceAccountName: verifier
automountServiceAccountToken: true
enableServiceLinks: false
securityContext: {{- include "service.podSecurity" .root | nindent 2 }}
{{ include "service.placement" .root | trim }}
containers:
  - name: verifier
    image: {{ include "service.image" (dict "registry" .root.Values.defaults.registry "repository" .root.Values.verifier.image.repository "tag" .root.Values.verifier.image.tag) }}
    imagePullPolicy: {{ .root.Values.deploy.image.pullPolicy }}
    args: {{ toJson .args }}
    env:
      - { name: ENVIRONMENT, value: {{ .root.Values.defaults.environment }} }
      - { name: NAMESPACE, value: {{ .root.Values.defaults.namespace.name }} }
      - { name: SHOP_URL, value: "http://web:8080" }
      - name: SERVICE_SECRET
        valueFrom: { secretKeyRef: { name: verifier, key: SERVICE_SECRET } }
      - name: SLACK_WEBHOOK_URL
        valueFrom: { secretKeyRef: { name: verifier, key: SLACK_WEBHOOK_URL, optional: true } }
    resources:
      requests: { cpu: 50m, memory: 96Mi }
      limits: { cpu: 500m, memory: 256Mi }
    securityContext: {{- include "service.containerSecurity" .root | nindent 6 }}
    volumeMounts:
      - { name: tmp, mountPath: /tmp }
volumes:
  - { name: tmp, emptyDir: { sizeLimit: 16Mi } }
{{- end }}
