{{- define "service.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
  {{- with .Values.serviceAccount }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
automountServiceAccountToken: false
{{- end }}

{{- define "service.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
data: {{- include "service.settings" . | nindent 2 }}
{{- end }}

{{- define "service.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  selector: {{- include "service.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ .Values.service.ports.http.port }}, targetPort: http, protocol: TCP, appProtocol: http }
    {{- with .Values.service.ports.metrics }}
    - { name: metrics, port: {{ .port }}, targetPort: metrics, protocol: TCP, appProtocol: http }
    {{- end }}
{{- end }}

{{- define "service.hpa" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "service.name" . }} }
  minReplicas: {{ .Values.hpa.minReplicas }}
  maxReplicas: {{ .Values.hpa.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: {{ .Values.hpa.targetCPUUtilizationPercentage }} }
  behavior:
    scaleDown: { stabilizationWindowSeconds: 300 }
{{- end }}

{{- define "service.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  # Whatever the number of replicas, a node can be drained and the others go on.
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
{{- end }}

{{- define "service.ingress" -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
  {{- with .Values.ingress.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  ingressClassName: {{ .Values.ingress.className }}
  {{- $hosts := list }}
  {{- range .Values.ingress.hosts }}{{ $hosts = append $hosts (tpl . $) }}{{ end }}
  {{- if .Values.ingress.tls }}
  tls:
    - hosts: {{- toYaml $hosts | nindent 8 }}
      secretName: {{ include "service.name" . }}-tls
  {{- end }}
  rules:
    {{- range $hosts }}
    - host: {{ . }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: {{ include "service.name" $ }}, port: { name: http } } }
    {{- end }}
{{- end }}

{{- define "service.servicemonitor" -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ include "service.name" . }}
  namespace: {{ include "service.namespace" . }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  selector:
    matchLabels: {{- include "service.selector" . | nindent 6 }}
  # So that a version can be compared with the one before it.
  podTargetLabels: [app.kubernetes.io/version]
  endpoints:
    - port: {{ if .Values.service.ports.metrics }}metrics{{ else }}http{{ end }}
      path: /metrics
      interval: 30s
      scrapeTimeout: 10s
{{- end }}
