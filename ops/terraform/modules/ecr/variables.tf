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
