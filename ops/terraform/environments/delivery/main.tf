# What both environments share: the images, and the build that makes them. An image is built once and promoted, never built again.
module "key" {
  source = "../../modules/key"
  name   = "shopstack-delivery"
}

module "ecr" {
  source          = "../../modules/ecr"
  keep_versions   = var.keep_versions
  reader_accounts = var.reader_accounts
  mutable_tags    = var.mutable_tags
}

module "codebuild" {
  source                = "../../modules/codebuild"
  repository_url        = var.repository_url
  image_repository_arns = module.ecr.repository_arns
  key_arn               = module.key.arn
}
