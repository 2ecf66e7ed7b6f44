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

run "not_destroyed_while_protected" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.force_destroy == false
    error_message = "What is protected is not destroyed with pictures in it."
  }
}

run "buckets_are_called_by_the_account" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "shopstack-test-pictures-123456789012"
    error_message = "A bucket's name is the whole world's: the account's number keeps it ours."
  }
}
