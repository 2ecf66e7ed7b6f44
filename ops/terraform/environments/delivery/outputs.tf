output "registry" {
  description = "defaults.registry in charts/environments/*.yaml."
  value       = module.ecr.registry
}

output "repositories" {
  description = "Repositories by deployable."
  value       = module.ecr.repository_urls
}

output "build" {
  description = "The build: its project, its connection (agree to it once), its secret (fill it once)."
  value       = module.codebuild
}
