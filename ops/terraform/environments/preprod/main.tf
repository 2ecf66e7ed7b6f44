# Preprod: the environment that sells. Everything is there three times, or has a standby in another zone.
module "shop" {
  source      = "../../modules/environment"
  environment = "preprod"

  cidr      = "10.44.0.0/16"
  nat       = "zonal"
  api_cidrs = var.api_cidrs
  admins    = var.admins
  viewers   = var.viewers

  node_groups = {
    system = {
      instance_types = ["m6i.large"]
      min            = 3
      desired        = 3
      max            = 4
    }
    microservices = {
      instance_types = ["m6i.xlarge"]
      min            = 3
      desired        = 3
      max            = 12
      dedicated      = "shopstack"
    }
  }

  mysql    = { instance_class = "db.m6g.large", multi_az = true, backup_days = 30, snapshot = var.mysql_snapshot }
  redis    = { node_type = "cache.m7g.large", nodes = 3 }
  rabbitmq = { instance_type = "mq.m7g.large", cluster = true }

  smtp_url = var.smtp_url

  protect     = true
  rotations   = var.rotations
  recompose   = var.recompose
  log_days    = 90
  monthly_usd = 3200
  emails      = var.emails
}
