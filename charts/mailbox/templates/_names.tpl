{{- define "mailbox.selector" -}}
app.kubernetes.io/name: mailbox
app.kubernetes.io/component: store
{{- end }}

{{- define "mailbox.commonLabels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.store.image.tag | quote }}
app.kubernetes.io/part-of: shopstack
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "mailbox.labels" -}}
{{ include "mailbox.selector" . }}
{{ include "mailbox.commonLabels" . }}
{{- end }}

{{- define "mailbox.image" -}}
{{- with .Values.store.image }}{{ with .registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository }}:{{ .tag }}{{ end }}
{{- end }}

{{/* What the image runs as: its own user node. */}}
{{- define "mailbox.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "mailbox.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "mailbox.placement" -}}
{{- with .Values.store.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.store.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
