{{/* Name of every object. A release with the name of the chart has no prefix. */}}
{{- define "atmos-pro.fullname" -}}
{{- if eq .Release.Name "atmos-pro" -}}atmos-pro{{- else -}}{{ printf "%s-atmos-pro" .Release.Name | trunc 48 | trimSuffix "-" }}{{- end -}}
{{- end }}

{{/* Labels that select the pods of this release. */}}
{{- define "atmos-pro.selector" -}}
app.kubernetes.io/name: atmos-pro
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "atmos-pro.labels" -}}
{{ include "atmos-pro.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "atmos-pro.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "atmos-pro.configFile" -}}
/etc/atmos-pro/atmos-pro.yaml
{{- end }}

{{- define "atmos-pro.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "atmos-pro.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: ["ALL"]
{{- end }}

{{/* A pod that runs one command as the owner of the tables. Takes the root context, the command, and the config map. */}}
{{- define "atmos-pro.ownerPod" -}}
metadata:
  labels:
    {{- include "atmos-pro.selector" .root | nindent 4 }}
    app.kubernetes.io/component: maintenance
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  securityContext:
    {{- include "atmos-pro.podSecurity" .root | nindent 4 }}
  containers:
    - name: {{ .name }}
      image: {{ include "atmos-pro.image" .root | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      args: {{ .args | toJson }}
      env:
        - name: DATABASE_URL
          valueFrom:
            secretKeyRef:
              name: {{ .root.Values.migration.existingSecret }}
              key: {{ .root.Values.migration.key }}
      resources:
        {{- toYaml .root.Values.resources | nindent 8 }}
      securityContext:
        {{- include "atmos-pro.containerSecurity" .root | nindent 8 }}
      volumeMounts:
        - name: config
          mountPath: /etc/atmos-pro
          readOnly: true
  volumes:
    - name: config
      configMap:
        name: {{ .configMap }}
  {{- with .root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
