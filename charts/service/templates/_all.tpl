{{/* All objects of one app. */}}
{{- define "service.all" -}}
{{- $parts := list "serviceaccount" "configmap" "deployment" "service" "networkpolicy" }}
{{- if .Values.hpa.enabled }}{{ $parts = append $parts "hpa" }}{{ end }}
{{- if and .Values.pdb.enabled (gt (int (include "service.leastReplicas" .)) 1) }}{{ $parts = append $parts "pdb" }}{{ end }}
{{- if .Values.ingress.enabled }}{{ $parts = append $parts "ingress" }}{{ end }}
{{- if .Values.serviceMonitor.enabled }}{{ $parts = append $parts "servicemonitor" }}{{ end }}
{{- if .Values.migrations.enabled }}{{ $parts = append $parts "migrations" }}{{ end }}
{{- if .Values.verify.enabled }}{{ $parts = append $parts "verify" }}{{ end }}
{{- range $part := $parts }}
---
{{ include (printf "service.%s" $part) $ }}
{{- end }}
{{- end }}
