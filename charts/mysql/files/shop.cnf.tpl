[mysqld]
datadir = /var/lib/mysql/data
socket = /run/mysqld/mysqld.sock
pid_file = /run/mysqld/mysqld.pid
mysqlx = OFF
skip_name_resolve = ON
local_infile = OFF
secure_file_priv = NULL
character_set_server = utf8mb4
collation_server = utf8mb4_0900_ai_ci
max_connections = {{ .Values.store.maxConnections }}
innodb_buffer_pool_size = {{ int64 (mulf (include "mysql.limitMiB" .) 0.5) }}M
innodb_flush_log_at_trx_commit = 1
innodb_print_all_deadlocks = ON
{{- if gt (int .Values.store.binlogDays) 0 }}
server_id = 1
log_bin = binlog
sync_binlog = 1
binlog_expire_logs_seconds = {{ mul .Values.store.binlogDays 86400 }}
{{- else }}
skip_log_bin
{{- end }}
