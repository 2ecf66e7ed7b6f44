locals {
  names = toset([for row in local.rows : row.secret])
  # {mysql} and the like, one after the other: what is left is {secret}.
  placed = [
    for row in local.rows : merge(row, { template = replace(replace(replace(replace(replace(replace(replace(replace(replace(row.template,
      "{mongodb}", var.endpoints["mongodb"]), "{mongodb-options}", var.endpoints["mongodb-options"]),
      "{mysql}", var.endpoints["mysql"]), "{mysql-options}", var.endpoints["mysql-options"]),
      "{redis}", var.endpoints["redis"]), "{redis-scheme}", var.endpoints["redis-scheme"]),
      "{rabbitmq}", var.endpoints["rabbitmq"]), "{rabbitmq-scheme}", var.endpoints["rabbitmq-scheme"]),
    "{smtp}", var.endpoints["smtp"]) })
  ]
  # Changes with a template, an endpoint, a rotation or `recompose`: the sign to write the entry again.
  versions = {
    for name in local.names : name => parseint(substr(sha256(jsonencode([
      var.recompose, [for row in local.placed : [row.key, row.template, lookup(var.rotations, row.drawn, 1)] if row.secret == name]
    ])), 0, 7), 16)
  }
}

resource "aws_secretsmanager_secret" "this" {
  # checkov:skip=CKV2_AWS_57: put together from drawn values; rotating one writes this anew.
  for_each                = local.names
  name                    = "shopstack/${var.environment}/${each.key}"
  description             = "Environment of ${each.key}; external-secrets makes the Kubernetes Secret of it"
  kms_key_id              = var.key_arn
  recovery_window_in_days = var.recovery_days
}

resource "aws_secretsmanager_secret_version" "this" {
  for_each  = local.names
  secret_id = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo = jsonencode({
    for row in local.placed : row.key => row.drawn == "-" ? row.template : replace(
      row.template, "{secret}", ephemeral.aws_secretsmanager_secret_version.drawn[row.drawn].secret_string
    ) if row.secret == each.key
  })
  secret_string_wo_version = local.versions[each.key]
}
