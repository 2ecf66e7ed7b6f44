{{- define "mongodb.selector" -}}
app.kubernetes.io/name: mongodb
app.kubernetes.io/component: store
{{- end }}

{{- define "mongodb.commonLabels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.store.image.tag | quote }}
app.kubernetes.io/part-of: shopstack
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "mongodb.labels" -}}
{{ include "mongodb.selector" . }}
{{ include "mongodb.commonLabels" . }}
{{- end }}

{{- define "mongodb.image" -}}
{{- with .Values.store.image }}{{ with .registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository }}:{{ .tag }}{{ end }}
{{- end }}

{{/* Half of what the limit leaves after 256 MiB for mongosh and connections; MongoDB takes no less than 0.25. */}}
{{- define "mongodb.cacheGB" -}}
{{- $limit := .Values.store.resources.limits.memory -}}
{{- $mib := float64 (trimSuffix "Mi" $limit) -}}
{{- if hasSuffix "Gi" $limit }}{{ $mib = mulf (float64 (trimSuffix "Gi" $limit)) 1024 }}{{ end -}}
{{- maxf 0.25 (round (divf (subf $mib 256) 2048) 3) -}}
{{- end }}

{{/* What the image runs as: its own user mongodb. */}}
{{- define "mongodb.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "mongodb.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "mongodb.placement" -}}
{{- with .Values.store.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.store.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
