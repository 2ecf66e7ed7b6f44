variable "prefix" {
  description = "What stands before the names of the repositories."
  type        = string
  default     = "shopstack"
}

variable "deployables" {
  description = "What has an image of its own."
  type        = set(string)
  default     = ["web", "user", "catalogue", "cart", "payment", "shipping", "ratings", "dispatch", "psp", "verifier"]
}

variable "keep_versions" {
  description = "How many versions of each image stay. The running one, the one before it and every version a rollback may ask for must be among them."
  type        = number
  default     = 30

  validation {
    condition     = var.keep_versions >= 10
    error_message = "keep_versions must be 10 or more: ECR deletes by age, not by use, and a rollback needs its image."
  }
}

variable "reader_accounts" {
  description = "Other AWS accounts whose nodes pull from here, where environments have accounts of their own."
  type        = list(string)
  default     = []
}

variable "mutable_tags" {
  description = "Patterns of tags that may be written again: the build's cache and its candidates. No version may match."
  type        = list(string)
  default     = ["buildcache", "sha-*"]

  validation {
    condition     = length(var.mutable_tags) <= 5 && alltrue([for tag in var.mutable_tags : can(regex("^[a-z][a-z0-9.*-]*$", tag))])
    error_message = "mutable_tags takes five patterns at the most, each beginning with a letter: a version must never match one."
  }
}
