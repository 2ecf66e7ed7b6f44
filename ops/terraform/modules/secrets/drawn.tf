locals {
  lines = [for line in split("\n", file("${path.module}/../../../secrets.table")) : trimspace(line)]
  rows = [
    for line in local.lines : regex("^(?P<secret>\\S+)\\s+(?P<key>\\S+)\\s+(?P<drawn>\\S+)\\s+(?P<template>\\S+)$", line)
    if line != "" && !startswith(line, "#")
  ]
  drawn = toset([for row in local.rows : row.drawn if row.drawn != "-"])
}

# Drawn anew at every run and kept only when the version beside it was raised: neither plan nor state ever holds it.
ephemeral "aws_secretsmanager_random_password" "this" {
  for_each            = local.drawn
  password_length     = 48
  exclude_punctuation = true
  include_space       = false
}

resource "aws_secretsmanager_secret" "drawn" {
  # checkov:skip=CKV2_AWS_57: rotated by a person, by raising a number, because what it opens must be told as well.
  for_each                = local.drawn
  name                    = "shopstack-drawn/${var.environment}/${each.key}"
  description             = "One drawn value; read by Terraform alone"
  kms_key_id              = var.key_arn
  recovery_window_in_days = var.recovery_days
}

resource "aws_secretsmanager_secret_version" "drawn" {
  for_each                 = local.drawn
  secret_id                = aws_secretsmanager_secret.drawn[each.key].id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.this[each.key].random_password
  secret_string_wo_version = lookup(var.rotations, each.key, 1)
}

ephemeral "aws_secretsmanager_secret_version" "drawn" {
  for_each  = local.drawn
  secret_id = aws_secretsmanager_secret_version.drawn[each.key].secret_id
}

# Brokers and caches take their password as an ordinary argument: these two stand in the state, which is encrypted.
data "aws_secretsmanager_secret_version" "store" {
  for_each   = toset(["redis", "rabbitmq"])
  secret_id  = aws_secretsmanager_secret.drawn[each.key].id
  depends_on = [aws_secretsmanager_secret_version.drawn]
}
