output "address" {
  description = "Host and port."
  value       = aws_db_instance.this.endpoint
}

output "master_secret_arn" {
  description = "Where Secrets Manager keeps the master account's password."
  value       = aws_db_instance.this.master_user_secret[0].secret_arn
}
