locals {
  issuer = replace(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://", "")
  service_accounts = {
    vpc-cni          = { subject = "kube-system:aws-node", managed = "AmazonEKS_CNI_Policy" }
    ebs-csi          = { subject = "kube-system:ebs-csi-controller-sa", managed = "service-role/AmazonEBSCSIDriverPolicy" }
    external-secrets = { subject = "external-secrets:external-secrets", policies = { read = data.aws_iam_policy_document.external_secrets.json } }
    autoscaler       = { subject = "kube-system:cluster-autoscaler", policies = { scale = data.aws_iam_policy_document.autoscaler.json } }
  }
}

module "irsa" {
  source   = "../irsa"
  for_each = local.service_accounts

  name           = "${var.name}-${each.key}"
  provider_arn   = aws_iam_openid_connect_provider.this.arn
  issuer         = local.issuer
  subject        = each.value.subject
  managed_policy = lookup(each.value, "managed", null) == null ? null : "${local.policies}/${each.value.managed}"
  policies       = lookup(each.value, "policies", {})
}

data "aws_iam_policy_document" "external_secrets" {
  statement {
    sid       = "ReadThisEnvironment"
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = ["arn:${data.aws_partition.current.partition}:secretsmanager:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:secret:${var.external_secrets_prefix}/*"]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [var.key_arn]
  }
}

data "aws_iam_policy_document" "autoscaler" {
  # checkov:skip=CKV_AWS_356: the Describe actions know no resources.
  statement {
    sid = "Look"
    actions = [
      "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLaunchConfigurations",
      "autoscaling:DescribeScalingActivities", "ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions",
      "ec2:GetInstanceTypesFromInstanceRequirements", "eks:DescribeNodegroup",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "ScaleThisCluster"
    actions   = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.name}"
      values   = ["owned"]
    }
  }
}
