output "address" {
  description = "Host and port of the primary."
  value       = "${aws_elasticache_replication_group.this.primary_endpoint_address}:6379"
}
