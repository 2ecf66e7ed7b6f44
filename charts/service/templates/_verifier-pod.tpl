{{/* A pod of the synthetic shopper. Takes the root, the arguments, and what its environment has besides. */}}
{{- define "service.verifierPod" -}}
{{- $values := .root.Values -}}
{{- $verifier := required "verifier.image is missing: give the value file ../environments/verifier.yaml too" ($values.verifier | default dict).image -}}
restartPolicy: Never
serviceAccountName: verifier
automountServiceAccountToken: true
enableServiceLinks: false
securityContext: {{- include "service.podSecurity" .root | nindent 2 }}
{{ include "service.placement" .root | trim }}
containers:
  - name: verifier
    image: {{ include "service.image" (dict "registry" $values.defaults.registry "repository" $verifier.repository "tag" $verifier.tag) }}
    imagePullPolicy: {{ $values.deploy.image.pullPolicy }}
    args: {{ toJson (concat (list "node" "dist/main.js") .args) }}
    env:
      {{- range .env }}
      - { name: {{ .name }}, value: {{ .value | quote }} }
      {{- end }}
      - { name: ENVIRONMENT, value: {{ $values.defaults.environment }} }
      - { name: NAMESPACE, value: {{ include "service.namespace" .root }} }
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
