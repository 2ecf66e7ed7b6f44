resource "aws_ecr_repository" "this" {
  # checkov:skip=CKV_AWS_136: AES-256 with ECR's key; images hold no secrets, and a key of our own would have to be shared with every reader account.
  for_each             = var.deployables
  name                 = "${var.prefix}/${each.key}"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

# The build's cache has one tag an app and platform that is written again and again: it cannot live beside tags that never change.
resource "aws_ecr_repository" "buildcache" {
  # checkov:skip=CKV_AWS_51,CKV_AWS_136,CKV_AWS_163: nothing here is ever run.
  name                 = "${var.prefix}/buildcache"
  image_tag_mutability = "MUTABLE"
  force_delete         = true
}

locals {
  untagged = {
    rulePriority = 1
    description  = "What lost its tag goes after a week"
    selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
    action       = { type = "expire" }
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each   = aws_ecr_repository.this
  repository = each.value.name
  policy = jsonencode({ rules = [local.untagged, {
    rulePriority = 2
    description  = "The newest ${var.keep_versions} versions stay"
    selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = var.keep_versions }
    action       = { type = "expire" }
  }] })
}

resource "aws_ecr_lifecycle_policy" "buildcache" {
  repository = aws_ecr_repository.buildcache.name
  policy     = jsonencode({ rules = [local.untagged] })
}

data "aws_iam_policy_document" "read" {
  count = length(var.reader_accounts) > 0 ? 1 : 0

  statement {
    sid     = "PullFromOtherAccounts"
    actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    principals {
      type        = "AWS"
      identifiers = var.reader_accounts
    }
  }
}

resource "aws_ecr_repository_policy" "read" {
  for_each   = length(var.reader_accounts) > 0 ? aws_ecr_repository.this : {}
  repository = each.value.name
  policy     = data.aws_iam_policy_document.read[0].json
}
