resource "aws_security_group" "this" {
  name        = "${var.name}-rabbitmq"
  description = "AMQP over TLS from the cluster"
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-rabbitmq" }
}

resource "aws_vpc_security_group_ingress_rule" "amqps" {
  security_group_id            = aws_security_group.this.id
  description                  = "Nodes and pods"
  referenced_security_group_id = var.client_security_group_id
  from_port                    = 5671
  to_port                      = 5671
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "console" {
  security_group_id            = aws_security_group.this.id
  description                  = "Management pages and API, through a port-forward"
  referenced_security_group_id = var.client_security_group_id
  from_port                    = 443
  to_port                      = 443
  ip_protocol                  = "tcp"
}

resource "aws_mq_broker" "this" {
  # checkov:skip=CKV_AWS_209: a key of our own cannot be chosen for RabbitMQ; AWS's encrypts.
  # checkov:skip=CKV_AWS_197: RabbitMQ has general logs alone.
  # checkov:skip=CKV2_AWS_70: the account's password is drawn by the secrets module.
  broker_name                = var.name
  engine_type                = "RabbitMQ"
  engine_version             = var.engine_version
  host_instance_type         = var.instance_type
  deployment_mode            = var.cluster ? "CLUSTER_MULTI_AZ" : "SINGLE_INSTANCE"
  subnet_ids                 = var.cluster ? var.subnet_ids : [var.subnet_ids[0]]
  security_groups            = [aws_security_group.this.id]
  publicly_accessible        = false
  auto_minor_version_upgrade = true
  apply_immediately          = false

  user {
    username = var.username
    password = var.password
  }

  logs {
    general = true
  }

  maintenance_window_start_time {
    day_of_week = "TUESDAY"
    time_of_day = "02:30"
    time_zone   = "UTC"
  }

  # RabbitMQ's accounts are changed in its management API, not in AWS's: how, stands in ops/README.md.
  lifecycle {
    ignore_changes = [user]
  }
}
