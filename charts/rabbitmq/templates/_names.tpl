{{- define "rabbitmq.selector" -}}
app.kubernetes.io/name: rabbitmq
app.kubernetes.io/component: store
{{- end }}

{{- define "rabbitmq.commonLabels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.store.image.tag | quote }}
app.kubernetes.io/part-of: shopstack
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "rabbitmq.labels" -}}
{{ include "rabbitmq.selector" . }}
{{ include "rabbitmq.commonLabels" . }}
{{- end }}

{{- define "rabbitmq.image" -}}
{{- with .Values.store.image }}{{ with .registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository }}:{{ .tag }}{{ end }}
{{- end }}

{{/* The memory limit in MiB. */}}
{{- define "rabbitmq.limitMiB" -}}
{{- $limit := .Values.store.resources.limits.memory -}}
{{- if hasSuffix "Gi" $limit }}{{ mulf (float64 (trimSuffix "Gi" $limit)) 1024 }}{{ else }}{{ float64 (trimSuffix "Mi" $limit) }}{{ end }}
{{- end }}

{{/* What the image runs as: its own user rabbitmq. */}}
{{- define "rabbitmq.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "rabbitmq.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "rabbitmq.placement" -}}
{{- with .Values.store.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.store.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
