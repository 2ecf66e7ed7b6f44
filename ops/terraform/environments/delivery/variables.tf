variable "region" {
  description = "AWS region."
  type        = string
  default     = "eu-west-1"
}

variable "repository_url" {
  description = "The repository, as it is cloned."
  type        = string
}

variable "keep_versions" {
  description = "How many versions of each image stay."
  type        = number
  default     = 30
}

variable "reader_accounts" {
  description = "Other AWS accounts whose nodes pull images."
  type        = list(string)
  default     = []
}

variable "mutable_tags" {
  description = "Patterns of tags that may be written again; empty where no AWS CLI is at hand, and then none may."
  type        = list(string)
  default     = ["buildcache", "sha-*"]
}
