output "cluster" {
  description = "The cluster: aws eks update-kubeconfig --name …"
  value       = module.eks.name
}

output "role_arns" {
  description = "Roles by service account, for the charts of external-secrets and the autoscaler."
  value       = module.eks.role_arns
}

output "pictures" {
  description = "The bucket for merchants' pictures and the role that may use it: S3_BUCKET and serviceAccount of the catalogue's values."
  value       = { bucket = module.pictures.bucket, role_arn = module.pictures.role_arn }
}

output "secrets" {
  description = "Entries in Secrets Manager."
  value       = module.secrets.names
}

output "mysql" {
  description = "The managed MySQL, for mysql-accounts.sh; null when it runs in the cluster."
  value       = var.mysql == null ? null : { address = module.mysql[0].address, master_secret_arn = module.mysql[0].master_secret_arn }
}

output "managed_stores" {
  description = "Stores to switch off in argocd/applications/<environment>.yaml."
  value       = compact([var.mysql == null ? "" : "mysql", var.redis == null ? "" : "redis", var.rabbitmq == null ? "" : "rabbitmq"])
}

output "store_cidrs" {
  description = "Addresses of managed stores, for `global.managedStores` in charts/environments."
  value       = module.vpc.store_cidrs
}
