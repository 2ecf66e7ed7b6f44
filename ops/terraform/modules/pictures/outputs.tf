output "bucket" {
  description = "S3_BUCKET of the catalogue."
  value       = aws_s3_bucket.this.bucket
}

output "role_arn" {
  description = "The annotation eks.amazonaws.com/role-arn of the catalogue's service account."
  value       = module.role.arn
}
