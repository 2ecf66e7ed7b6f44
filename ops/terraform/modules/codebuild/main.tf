data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

# Made here, agreed to by a person in the console once (Settings, Connections, "Update pending connection").
resource "aws_codestarconnections_connection" "this" {
  name          = var.name
  provider_type = "GitHub"
}

# Filled by a person: {"slack-staging": "https://hooks.slack.com/…", "slack-preprod": "…"}
resource "aws_secretsmanager_secret" "build" {
  # checkov:skip=CKV2_AWS_57: what is in it is issued elsewhere.
  name        = "${var.name}/release"
  description = "Where releases are announced"
  kms_key_id  = var.key_arn
}

resource "aws_ssm_parameter" "account" {
  # checkov:skip=CKV2_AWS_34: an account's number is no secret.
  name        = "/${var.name}/release/aws-account-id"
  description = "Account whose registry the build pushes to"
  type        = "String"
  value       = data.aws_caller_identity.current.account_id
}

# Images and their bills of material are signed with this; whoever checks fetches the public half.
resource "aws_kms_key" "release" {
  # checkov:skip=CKV_AWS_7: KMS does not rotate signing keys; old signatures must stay valid.
  # checkov:skip=CKV2_AWS_64: the default policy leaves it to IAM, as the role beside this does.
  description              = "Signs what ${var.name} releases"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "ECC_NIST_P256"
  deletion_window_in_days  = 30
}

resource "aws_kms_alias" "release" {
  name          = "alias/${var.name}-release"
  target_key_id = aws_kms_key.release.key_id
}

resource "aws_cloudwatch_log_group" "build" {
  name              = "/shopstack/build/${var.name}"
  retention_in_days = var.log_days
  kms_key_id        = var.key_arn
}

resource "aws_codebuild_project" "this" {
  # checkov:skip=CKV_AWS_316: buildx runs its own engine.
  name                   = var.name
  description            = "Tests, builds and releases what a push to ${join(" or ", var.branches)} changed"
  service_role           = aws_iam_role.build.arn
  encryption_key         = var.key_arn
  build_timeout          = 240
  queued_timeout         = 120
  concurrent_build_limit = 2

  artifacts {
    type = "NO_ARTIFACTS"
  }

  source {
    type                = "GITHUB"
    location            = var.repository_url
    buildspec           = "buildspec.yml"
    git_clone_depth     = 0 # whole: versions are tags, and what changed is told from history
    report_build_status = true

    auth {
      type     = "CODECONNECTIONS"
      resource = aws_codestarconnections_connection.this.arn
    }
  }

  environment {
    type            = "LINUX_CONTAINER"
    compute_type    = var.compute_type
    image           = "aws/codebuild/standard:7.0"
    privileged_mode = true # buildx
  }

  cache {
    type  = "LOCAL"
    modes = ["LOCAL_CUSTOM_CACHE", "LOCAL_DOCKER_LAYER_CACHE", "LOCAL_SOURCE_CACHE"]
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.build.name
    }
  }
}

resource "aws_codebuild_webhook" "this" {
  project_name = aws_codebuild_project.this.name
  build_type   = "BUILD"

  filter_group {
    filter {
      type    = "EVENT"
      pattern = "PUSH"
    }
    filter {
      type    = "HEAD_REF"
      pattern = "^refs/heads/(${join("|", var.branches)})$"
    }
    # The release's own commit must not start a release.
    filter {
      type                    = "COMMIT_MESSAGE"
      pattern                 = "\\[skip ci\\]"
      exclude_matched_pattern = true
    }
  }
}
