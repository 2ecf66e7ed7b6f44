output "registry" {
  description = "What stands before shopstack/<name>: defaults.registry of the charts of every environment."
  value       = split("/", aws_ecr_repository.this["web"].repository_url)[0]
}

output "repository_arns" {
  description = "All repositories, for the build's role."
  value       = [for repository in aws_ecr_repository.this : repository.arn]
}

output "repository_urls" {
  description = "Repositories by deployable."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}
