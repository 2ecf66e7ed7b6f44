output "project" {
  description = "The project: aws codebuild start-build --project-name …"
  value       = aws_codebuild_project.this.name
}

output "connection_arn" {
  description = "Has to be agreed to in the console once."
  value       = aws_codestarconnections_connection.this.arn
}

output "secret_name" {
  description = "Where slack-staging and slack-preprod have to be put."
  value       = aws_secretsmanager_secret.build.name
}

output "role_arn" {
  description = "What the build may do."
  value       = aws_iam_role.build.arn
}

output "signing_key" {
  description = "For cosign verify: awskms:///alias/…"
  value       = "awskms:///${aws_kms_alias.release.name}"
}
