terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # Bucket and region come from backend.hcl (see backend.hcl.example); the lock is an object beside the state.
  backend "s3" {
    key          = "shopstack/staging.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project     = "shopstack"
      Environment = "staging"
      ManagedBy   = "terraform"
    }
  }
}
