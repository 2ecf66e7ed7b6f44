variable "name" {
  description = "The role's name."
  type        = string
}

variable "provider_arn" {
  description = "The cluster's OpenID Connect provider."
  type        = string
}

variable "issuer" {
  description = "The provider's address without https://."
  type        = string
}

variable "subject" {
  description = "The service account as namespace:name."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+:[a-z0-9-]+$", var.subject))
    error_message = "subject must be namespace:name, without wildcards: a wildcard hands the role to every pod."
  }
}

variable "managed_policy" {
  description = "ARN of a policy of AWS's own; null for none."
  type        = string
  default     = null
}

variable "policies" {
  description = "Policies of our own as JSON, by name."
  type        = map(string)
  default     = {}
}
