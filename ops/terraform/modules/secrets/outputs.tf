output "prefix" {
  description = "What external-secrets may read."
  value       = "shopstack/${var.environment}"
}

output "names" {
  description = "The entries."
  value       = [for secret in aws_secretsmanager_secret.this : secret.name]
}

output "redis_password" {
  description = "For the managed Redis."
  value       = data.aws_secretsmanager_secret_version.store["redis"].secret_string
  sensitive   = true
}

output "rabbitmq_password" {
  description = "For the managed RabbitMQ."
  value       = data.aws_secretsmanager_secret_version.store["rabbitmq"].secret_string
  sensitive   = true
}
