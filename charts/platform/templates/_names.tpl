{{- define "platform.labels" -}}
app.kubernetes.io/name: platform
app.kubernetes.io/component: ground
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.Version | quote }}
app.kubernetes.io/part-of: shopstack
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
