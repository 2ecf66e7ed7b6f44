# Staging: the same shape as preprod, smaller, with one NAT gateway and no standby. It can be torn down at night:
# docs/runbooks/cost.md.
module "shop" {
  source      = "../../modules/environment"
  environment = "staging"

  cidr = "10.40.0.0/16"
  nat  = "single"
  # Three zones of these cost more than what staging sends through its NAT gateway.
  interface_endpoints = ["ecr.api", "ecr.dkr"]
  api_cidrs           = var.api_cidrs
  admins              = var.admins
  viewers             = var.viewers

  node_groups = {
    system = {
      instance_types = ["t3.large"]
      min            = 2
      desired        = 2
      max            = 3
    }
    microservices = {
      instance_types = ["m6i.large", "m5.large", "m6a.large"]
      capacity_type  = "SPOT"
      min            = 2
      desired        = 2
      max            = 6
      dedicated      = "shopstack"
    }
  }

  mysql    = { instance_class = "db.t4g.medium", multi_az = false, backup_days = 3, snapshot = var.mysql_snapshot }
  redis    = { node_type = "cache.t4g.small", nodes = 1 }
  rabbitmq = { instance_type = "mq.m7g.medium", cluster = false }

  protect     = false
  rotations   = var.rotations
  recompose   = var.recompose
  log_days    = 7
  monthly_usd = 700
  emails      = var.emails
}
