{{/* Settings that are no secrets, as a map: deploy.env, over it deploy.envOverrides. Values may hold templates. */}}
{{- define "service.settings" -}}
HOST: 0.0.0.0
PORT: {{ .Values.service.ports.http.targetPort | quote }}
{{- $own := dict }}
{{- range .Values.deploy.env }}{{ $_ := set $own .name (tpl (toString .value) $) }}{{ end }}
{{- range $name, $value := .Values.deploy.envOverrides }}{{ $_ := set $own $name (tpl (toString $value) $) }}{{ end }}
{{- range $name, $value := $own }}
{{ $name }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{/* Secrets, each by its key in the Secret that is named like the app. */}}
{{- define "service.secretEnv" -}}
{{- range concat .Values.deploy.secrets (.Values.deploy.moreSecrets | default list) }}
- name: {{ . }}
  valueFrom: { secretKeyRef: { name: {{ include "service.name" $ }}, key: {{ . }} } }
{{- end }}
{{- end }}
