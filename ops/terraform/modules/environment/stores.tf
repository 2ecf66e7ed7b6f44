locals {
  network = {
    name                     = local.name
    vpc_id                   = module.vpc.vpc_id
    subnet_ids               = module.vpc.store_subnet_ids
    client_security_group_id = module.eks.security_group_id
  }
}

module "mysql" {
  source = "../rds"
  count  = var.mysql == null ? 0 : 1

  name                     = local.network.name
  vpc_id                   = local.network.vpc_id
  subnet_ids               = local.network.subnet_ids
  client_security_group_id = local.network.client_security_group_id
  key_arn                  = module.key.arn
  instance_class           = var.mysql.instance_class
  multi_az                 = var.mysql.multi_az
  backup_days              = var.mysql.backup_days
  snapshot                 = var.mysql.snapshot
  protect                  = var.protect
}

module "redis" {
  source = "../elasticache"
  count  = var.redis == null ? 0 : 1

  name                     = local.network.name
  vpc_id                   = local.network.vpc_id
  subnet_ids               = local.network.subnet_ids
  client_security_group_id = local.network.client_security_group_id
  key_arn                  = module.key.arn
  node_type                = var.redis.node_type
  nodes                    = var.redis.nodes
  password                 = module.secrets.redis_password
}

module "rabbitmq" {
  source = "../mq"
  count  = var.rabbitmq == null ? 0 : 1

  name                     = local.network.name
  vpc_id                   = local.network.vpc_id
  subnet_ids               = local.network.subnet_ids
  client_security_group_id = local.network.client_security_group_id
  instance_type            = var.rabbitmq.instance_type
  cluster                  = var.rabbitmq.cluster
  password                 = module.secrets.rabbitmq_password
}

# A managed store is just another URL: where one is not managed, its Service in the cluster stands here.
module "secrets" {
  source        = "../secrets"
  environment   = var.environment
  key_arn       = module.key.arn
  rotations     = var.rotations
  recompose     = var.recompose
  recovery_days = var.protect ? 30 : 0

  endpoints = {
    mongodb         = var.mongodb.hosts
    mongodb-options = var.mongodb.options
    mysql           = var.mysql == null ? "mysql:3306" : module.mysql[0].address
    mysql-options   = var.mysql == null ? "" : "?ssl=Amazon%20RDS"
    redis           = var.redis == null ? "redis:6379" : module.redis[0].address
    redis-scheme    = var.redis == null ? "redis" : "rediss"
    rabbitmq        = var.rabbitmq == null ? "rabbitmq:5672" : module.rabbitmq[0].address
    rabbitmq-scheme = var.rabbitmq == null ? "amqp" : "amqps"
    smtp            = var.smtp_url
  }
}
