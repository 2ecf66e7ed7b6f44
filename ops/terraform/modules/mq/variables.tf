variable "name" {
  description = "The broker's name: shopstack-staging."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the stores: a cluster has a node in each of them, a single broker stands in the first."
  type        = list(string)
}

variable "client_security_group_id" {
  description = "The group that may connect: nodes and pods."
  type        = string
}

variable "engine_version" {
  description = "Quorum queues, which the shop needs, come with 3.13; 4.2 runs on mq.m7g alone and cannot be reached by an upgrade from 3.13."
  type        = string
  default     = "4.2"
}

variable "instance_type" {
  description = "Size of a broker node; mq.m7g.medium is for trying things out."
  type        = string
}

variable "cluster" {
  description = "true: three nodes in three zones, every queue on all of them. false: one node, down while it is maintained."
  type        = bool
}

variable "username" {
  description = "The services' account."
  type        = string
  default     = "shopstack"

  validation {
    condition     = can(regex("^[A-Za-z0-9._~-]{2,100}$", var.username)) && !contains(["guest", "admin", "monitoring-aws-owned-do-not-delete"], lower(var.username))
    error_message = "username must be 2 to 100 letters, digits, . _ ~ or -, and not guest or admin, which the broker keeps for itself or deletes."
  }
}

variable "password" {
  description = "The account's password: 12 characters or more, without , : ="
  type        = string
  sensitive   = true
}
