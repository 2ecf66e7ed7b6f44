output "address" {
  description = "Host and port for AMQP over TLS; a cluster's nodes stand behind one name."
  value       = replace(aws_mq_broker.this.instances[0].endpoints[0], "amqps://", "")
}

output "username" {
  description = "The services' account."
  value       = var.username
}
