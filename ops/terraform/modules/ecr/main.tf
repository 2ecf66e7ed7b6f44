data "aws_region" "current" {}

resource "aws_ecr_repository" "this" {
  # checkov:skip=CKV_AWS_136: AES-256 with ECR's key; images hold no secrets, and a key of our own would have to be shared with every reader account.
  for_each             = var.deployables
  name                 = "${var.prefix}/${each.key}"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  # The exceptions below turn this into IMMUTABLE_WITH_EXCLUSION.
  lifecycle {
    ignore_changes = [image_tag_mutability]
  }
}

# The build's cache (`buildcache`) and candidates (`sha-…`) are written again; versions never. ECR has exceptions from immutability
# (IMMUTABLE_WITH_EXCLUSION), this provider's 5.x does not know them yet: the AWS CLI (2.28 or later) sets them.
resource "terraform_data" "exceptions" {
  for_each = length(var.mutable_tags) > 0 ? var.deployables : []

  triggers_replace = [aws_ecr_repository.this[each.key].arn, var.mutable_tags]

  provisioner "local-exec" {
    command = join(" ", concat(
      ["aws ecr put-image-tag-mutability --region ${data.aws_region.current.name} --repository-name ${aws_ecr_repository.this[each.key].name}"],
      ["--image-tag-mutability IMMUTABLE_WITH_EXCLUSION --image-tag-mutability-exclusion-filters"],
      [for tag in var.mutable_tags : "'filterType=WILDCARD,filter=${tag}'"],
    ))
  }
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
