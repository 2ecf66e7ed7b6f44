variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-west-1"
}

variable "admins" {
  description = "Roles or users (ARNs) that administer the cluster."
  type        = set(string)
}

variable "viewers" {
  description = "Roles or users (ARNs) that look at everything but Secrets."
  type        = set(string)
  default     = []
}

variable "api_cidrs" {
  description = "Addresses from which the cluster's API can be reached over the internet; empty: from inside the network alone."
  type        = list(string)
  default     = []
}

variable "emails" {
  description = "Who is told when the month costs more than foreseen."
  type        = list(string)
}

variable "mysql_snapshot" {
  description = "Snapshot to bring MySQL back from after a teardown; null for an empty one."
  type        = string
  default     = null
}

variable "rotations" {
  description = "How often each drawn value was replaced, by the third column of ops/secrets.table: { session = 2 }."
  type        = map(number)
  default     = {}
}

variable "recompose" {
  description = "Raised by one after a value in shopstack-drawn/… was replaced by hand."
  type        = number
  default     = 1
}
