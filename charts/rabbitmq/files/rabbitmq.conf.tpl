cluster_name = shopstack
# New nodes join rabbitmq-0, which alone founds the cluster (4.1 goes by the pods' names and asks no Kubernetes API).
cluster_formation.peer_discovery_backend = k8s
# The smaller side of a split stops until it sees the other again: two halves that both take orders cannot be put together.
cluster_partition_handling = pause_minority

# What is not told otherwise is replicated; queues that a connection owns stay with it.
default_queue_type = quorum
queue_leader_locator = balanced
{{- if gt (int .Values.store.replicaCount) 1 }}
# A queue that was declared while a node was away gets its third member later.
quorum_queue.continuous_membership_reconciliation.enabled = true
quorum_queue.continuous_membership_reconciliation.target_group_size = 3
quorum_queue.continuous_membership_reconciliation.auto_remove = false
{{- end }}

total_memory_available_override_value = {{ int64 (include "rabbitmq.limitMiB" .) }}MiB
vm_memory_high_watermark.relative = 0.6
disk_free_limit.absolute = 1GB

heartbeat = 30
log.console = true
log.console.level = info
# The page is for people: kubectl port-forward rabbitmq-0 15672. It listens on the pod's address, for the readiness probe asks
# every listener there; no NetworkPolicy lets anyone in.
management.tcp.port = 15672
prometheus.tcp.port = 15692
