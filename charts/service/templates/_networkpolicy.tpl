{{/* The port that something listens on. */}}
{{- define "service.portOf" -}}
{{- $stores := dict "mongodb" 27017 "mysql" 3306 "redis" 6379 "rabbitmq" 5672 "mailbox" 1025 -}}
{{- get $stores . | default 8080 -}}
{{- end }}

{{/* Egress rules for a list of names. Takes a dict with calls, external and the root. A managed store is at addresses, on TLS. */}}
{{- define "service.egress" -}}
{{- $managed := (.root.Values.global | default dict).managedStores | default dict }}
{{- range $name := .calls }}
{{- if hasKey $managed $name }}
- to:
    {{- range get $managed $name }}
    - { ipBlock: { cidr: {{ . }} } }
    {{- end }}
  ports: [{ protocol: TCP, port: {{ if eq $name "rabbitmq" }}5671{{ else }}{{ include "service.portOf" $name }}{{ end }} }]
{{- else }}
- to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: {{ $name }} } } }]
  ports: [{ protocol: TCP, port: {{ include "service.portOf" $name }} }]
{{- end }}
{{- end }}
{{- range .external }}
- to: [{ ipBlock: { cidr: {{ .cidr }}{{ with .except }}, except: {{ toJson . }}{{ end }} } }]
  ports: [{ protocol: TCP, port: {{ .port }} }]
{{- end }}
{{- end }}

{{/* One rule for each edge that the code has; the namespace denies the rest and lets names be looked up (charts/platform). */}}
{{- define "service.networkpolicy" -}}
{{- $port := .Values.service.ports.http.targetPort -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- range .Values.network.calledBy }}
    - from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: {{ . }} } } }]
      ports: [{ protocol: TCP, port: {{ $port }} }]
    {{- end }}
    {{- if .Values.network.public }}
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .Values.network.ingressNamespace }} } } }]
      ports: [{ protocol: TCP, port: {{ $port }} }]
    {{- end }}
    {{- if .Values.serviceMonitor.enabled }}
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .Values.serviceMonitor.namespace }} } } }]
      ports: [{ protocol: TCP, port: {{ with .Values.service.ports.metrics }}{{ .targetPort }}{{ else }}{{ $port }}{{ end }} }]
    {{- end }}
  {{- $egress := include "service.egress" (dict "root" . "calls" .Values.network.calls "external" .Values.network.external) }}
  {{- if $egress }}
  egress: {{- $egress | trim | nindent 4 }}
  {{- else }}
  egress: []
  {{- end }}
{{- end }}
