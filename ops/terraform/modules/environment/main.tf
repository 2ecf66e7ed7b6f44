data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  name = "shopstack-${var.environment}"
}

module "key" {
  source        = "../key"
  name          = local.name
  deletion_days = var.protect ? 30 : 7
}

module "vpc" {
  source              = "../vpc"
  name                = local.name
  cidr                = var.cidr
  zones               = slice(data.aws_availability_zones.available.names, 0, 3)
  nat                 = var.nat
  interface_endpoints = var.interface_endpoints
  cluster_name        = local.name
  log_days            = var.log_days
  key_arn             = module.key.arn
}

module "eks" {
  source                  = "../eks"
  name                    = local.name
  kubernetes_version      = var.kubernetes_version
  subnet_ids              = module.vpc.private_subnet_ids
  key_arn                 = module.key.arn
  api_cidrs               = var.api_cidrs
  admins                  = var.admins
  viewers                 = var.viewers
  node_groups             = var.node_groups
  log_days                = var.log_days
  external_secrets_prefix = "shopstack/${var.environment}"
}

module "pictures" {
  source            = "../pictures"
  name              = local.name
  key_arn           = module.key.arn
  identity_provider = module.eks.identity_provider
  protect           = var.protect
}

module "budget" {
  source      = "../budget"
  name        = local.name
  environment = var.environment
  monthly_usd = var.monthly_usd
  emails      = var.emails
}
