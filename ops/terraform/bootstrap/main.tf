# Where the other roots keep their state. Applied once, by a person, with its own state kept on that person's disk:
# losing that file loses nothing, `terraform import` finds the two again.
terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project     = "shopstack"
      Environment = "shared"
      ManagedBy   = "terraform"
    }
  }
}

variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-west-1"
}

data "aws_caller_identity" "current" {}

module "key" {
  source = "../modules/key"
  name   = "shopstack-terraform"
}

# The state holds the passwords of the broker and the cache.
resource "aws_s3_bucket" "state" {
  # checkov:skip=CKV_AWS_18,CKV_AWS_144,CKV2_AWS_62: access is in CloudTrail; versions are the copy; nothing listens.
  bucket = "shopstack-terraform-${data.aws_caller_identity.current.account_id}"

  lifecycle {
    prevent_destroy = true
  }
}

module "private" {
  source            = "../modules/private-bucket"
  bucket            = aws_s3_bucket.state
  key_arn           = module.key.arn
  old_versions_days = 90
}

output "bucket" {
  description = "Goes into each root's backend.hcl."
  value       = aws_s3_bucket.state.bucket
}
