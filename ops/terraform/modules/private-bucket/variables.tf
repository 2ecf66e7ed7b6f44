variable "bucket" {
  description = "The bucket, as its resource gives it."
  type        = object({ id = string, arn = string })
}

variable "key_arn" {
  description = "KMS key that everything in it is encrypted with."
  type        = string
}

variable "old_versions_days" {
  description = "For how many days what was written over or deleted can be brought back."
  type        = number
}
