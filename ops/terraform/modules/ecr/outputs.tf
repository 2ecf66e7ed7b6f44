output "registry" {
  description = "What stands before shopstack/<name>: defaults.registry of the charts and REPO of the build."
  value       = split("/", aws_ecr_repository.buildcache.repository_url)[0]
}

output "repository_arns" {
  description = "All repositories, for the build's role."
  value       = concat([for repository in aws_ecr_repository.this : repository.arn], [aws_ecr_repository.buildcache.arn])
}

output "repository_urls" {
  description = "Repositories by deployable."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}
