variable "name" {
  description = "What the bucket and the role are called by; the account's number makes the bucket's name nobody else's."
  type        = string
}

variable "key_arn" {
  description = "KMS key that pictures are encrypted with."
  type        = string
}

variable "identity_provider" {
  description = "The cluster's OpenID Connect provider."
  type        = object({ arn = string, issuer = string })
}

variable "service_account" {
  description = "Who keeps pictures and hands them out, as namespace:name."
  type        = string
  default     = "shopstack:catalogue"
}

variable "protect" {
  description = "true: the bucket is not destroyed while there are pictures in it."
  type        = bool
}
