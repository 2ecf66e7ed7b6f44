variable "name" {
  description = "The key's alias: shopstack-staging."
  type        = string
}

variable "deletion_days" {
  description = "How long a deleted key can still be brought back; with it everything it encrypts."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_days >= 7 && var.deletion_days <= 30
    error_message = "deletion_days must be 7 to 30."
  }
}
