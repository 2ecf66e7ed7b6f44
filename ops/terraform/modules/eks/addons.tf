locals {
  before_nodes = {
    vpc-cni = {
      # NetworkPolicies are enforced by the CNI's own agent; prefixes of sixteen addresses make room for more pods than interfaces.
      enableNetworkPolicy = "true"
      env                 = { ENABLE_PREFIX_DELEGATION = "true", WARM_PREFIX_TARGET = "1" }
    }
    kube-proxy = {}
  }
  after_nodes = {
    coredns            = { replicaCount = 2 }
    metrics-server     = {}
    aws-ebs-csi-driver = { defaultStorageClass = { enabled = true } }
  }
  roles = {
    vpc-cni            = module.irsa["vpc-cni"].arn
    aws-ebs-csi-driver = module.irsa["ebs-csi"].arn
  }
}

data "aws_eks_addon_version" "this" {
  for_each           = merge(local.before_nodes, local.after_nodes)
  addon_name         = each.key
  kubernetes_version = aws_eks_cluster.this.version
}

resource "aws_eks_addon" "before_nodes" {
  for_each                    = local.before_nodes
  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.this[each.key].version
  configuration_values        = jsonencode(each.value)
  service_account_role_arn    = lookup(local.roles, each.key, null)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
}

resource "aws_eks_addon" "after_nodes" {
  for_each                    = local.after_nodes
  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.this[each.key].version
  configuration_values        = jsonencode(each.value)
  service_account_role_arn    = lookup(local.roles, each.key, null)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
  depends_on                  = [aws_eks_node_group.this]
}
