variable "name" {
  description = "The group's name: shopstack-staging."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the stores."
  type        = list(string)
}

variable "client_security_group_id" {
  description = "The group that may connect: nodes and pods."
  type        = string
}

variable "key_arn" {
  description = "KMS key for what is on disk."
  type        = string
}

variable "node_type" {
  description = "Size of a node."
  type        = string
}

variable "nodes" {
  description = "One, or a primary with replicas in other zones that take over."
  type        = number
  default     = 2

  validation {
    condition     = var.nodes >= 1 && var.nodes <= 6
    error_message = "nodes must be 1 to 6."
  }
}

variable "password" {
  description = "What clients show: 16 to 128 letters and digits."
  type        = string
  sensitive   = true
}

variable "snapshot_days" {
  description = "How long daily snapshots are kept; carts and counters are in them."
  type        = number
  default     = 3
}
