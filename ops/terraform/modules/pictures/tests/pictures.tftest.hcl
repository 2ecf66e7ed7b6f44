mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name              = "shopstack-test"
  key_arn           = "arn:aws:kms:eu-west-1:123456789012:key/1"
  identity_provider = { arn = "arn:aws:iam::123456789012:oidc-provider/oidc.example", issuer = "oidc.example" }
  protect           = true
}

run "kept_private_and_encrypted" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls, aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls, aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "Nobody reads the bucket but by the catalogue."
  }
  assert {
    condition     = one([for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : rule.apply_server_side_encryption_by_default[0].kms_master_key_id]) == var.key_arn
    error_message = "Encrypted with the environment's own key."
  }
  assert {
    condition     = aws_s3_bucket.this.force_destroy == false && aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "What is protected is not destroyed, and what was written over comes back."
  }
}

run "buckets_are_called_by_the_account" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "shopstack-test-pictures-123456789012"
    error_message = "A bucket's name is the whole world's: the account's number keeps it ours."
  }
}
