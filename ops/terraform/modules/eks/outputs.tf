output "name" {
  description = "The cluster: aws eks update-kubeconfig --name …"
  value       = aws_eks_cluster.this.name
}

output "endpoint" {
  description = "Address of the cluster's API."
  value       = aws_eks_cluster.this.endpoint
}

output "security_group_id" {
  description = "The group that nodes and pods are in; stores let it in."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "role_arns" {
  description = "Roles by service account: external-secrets and autoscaler go into their charts' values."
  value       = { for name, role in module.irsa : name => role.arn }
}

output "identity_provider" {
  description = "Who vouches for service accounts, for roles that pods take: its ARN, and its address without https://."
  value       = { arn = aws_iam_openid_connect_provider.this.arn, issuer = local.issuer }
}
