{{/* Everything of an app is called like its chart: services find each other by that name. */}}
{{- define "service.name" -}}{{ .Chart.Name }}{{- end }}

{{- define "service.namespace" -}}{{ .Values.defaults.namespace.name }}{{- end }}

{{/* Which pods are the app's: never changes, for a Deployment's selector is immutable. */}}
{{- define "service.selector" -}}
app.kubernetes.io/name: {{ include "service.name" . }}
app.kubernetes.io/component: app
{{- end }}

{{- define "service.labels" -}}
{{ include "service.selector" . }}
{{ include "service.commonLabels" . }}
{{- end }}

{{- define "service.commonLabels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.deploy.image.tag | quote }}
app.kubernetes.io/part-of: shopstack
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Takes a dict with registry, repository and tag. */}}
{{- define "service.image" -}}
{{- with .registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository }}:{{ .tag }}
{{- end }}

{{/* How many replicas there are at the least. */}}
{{- define "service.leastReplicas" -}}
{{- if .Values.hpa.enabled }}{{ .Values.hpa.minReplicas }}{{ else }}{{ .Values.deploy.replicaCount }}{{ end }}
{{- end }}
