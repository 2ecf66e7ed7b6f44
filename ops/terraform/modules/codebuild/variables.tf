variable "name" {
  description = "The project's name."
  type        = string
  default     = "shopstack"
}

variable "repository_url" {
  description = "The repository, as it is cloned: https://github.com/shopstack/shopstack.git"
  type        = string

  validation {
    condition     = can(regex("^https://[^@]+\\.git$", var.repository_url))
    error_message = "repository_url must be https://….git without a user or token in it: access comes from the connection."
  }
}

variable "branches" {
  description = "Branches whose pushes are built; each is an environment."
  type        = list(string)
  default     = ["k8s/staging", "k8s/preprod"]
}

variable "image_repository_arns" {
  description = "ECR repositories that the build pushes to."
  type        = list(string)
}

variable "compute_type" {
  description = "Size of the machine; the other platform's images are built under emulation and take most of the time."
  type        = string
  default     = "BUILD_GENERAL1_LARGE"
}

variable "key_arn" {
  description = "KMS key for logs and the build's own secret."
  type        = string
}

variable "log_days" {
  description = "How long build logs are kept."
  type        = number
  default     = 90
}
