data "aws_caller_identity" "current" {}

# Shoppers get pictures from the catalogue alone, through the storefront and its caches: nothing here is public.
resource "aws_s3_bucket" "this" {
  # checkov:skip=CKV_AWS_18,CKV_AWS_144,CKV2_AWS_62: access is in CloudTrail; versions are the copy; nothing listens.
  bucket        = "${var.name}-pictures-${data.aws_caller_identity.current.account_id}"
  force_destroy = !var.protect
}

module "private" {
  source            = "../private-bucket"
  bucket            = aws_s3_bucket.this
  key_arn           = var.key_arn
  old_versions_days = 30
}

data "aws_iam_policy_document" "keep" {
  statement {
    sid       = "PutAndGet"
    actions   = ["s3:PutObject", "s3:GetObject"]
    resources = ["${aws_s3_bucket.this.arn}/*"]
  }

  # Without it a picture that is not there is "forbidden" instead of "not found".
  statement {
    sid       = "TellWhatIsMissing"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.this.arn]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
    resources = [var.key_arn]
  }
}

module "role" {
  source       = "../irsa"
  name         = "${var.name}-catalogue"
  provider_arn = var.identity_provider.arn
  issuer       = var.identity_provider.issuer
  subject      = var.service_account
  policies     = { pictures = data.aws_iam_policy_document.keep.json }
}
