variable "name" {
  description = "The instance's name: shopstack-staging."
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
  description = "KMS key for data, backups, logs and the master password."
  type        = string
}

variable "master_username" {
  description = "Account that makes the services' accounts; no service uses it. Its password is made, kept and rotated by Secrets Manager."
  type        = string
  default     = "shopkeeper"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{0,15}$", var.master_username))
    error_message = "master_username must be 1 to 16 lower-case letters and digits, beginning with a letter."
  }
  validation {
    condition     = !contains(["admin", "administrator", "root", "master", "mysql", "rdsadmin", "rdsrepladmin", "user", "default", "public"], var.master_username)
    error_message = "master_username is a name that RDS or the engine keeps for itself (admin, root, rdsadmin …); choose another, such as shopkeeper."
  }
}

variable "engine_version" {
  description = "MySQL's long-term version; patches come in the maintenance window."
  type        = string
  default     = "8.4"
}

variable "instance_class" {
  description = "Size of the instance."
  type        = string
}

variable "storage_gb" {
  description = "Storage at the start; grows to four times this by itself."
  type        = number
  default     = 20
}

variable "multi_az" {
  description = "A standby in another zone that takes over within about a minute. Doubles the price."
  type        = bool
}

variable "protect" {
  description = "true: cannot be destroyed, and leaves a last snapshot when it is nevertheless."
  type        = bool
}

variable "backup_days" {
  description = "How many days back a point in time can be restored."
  type        = number
  default     = 14

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days must be 1 to 35; without backups there is no point-in-time restore."
  }
}

variable "snapshot" {
  description = "Snapshot to bring the instance back from; null for an empty one."
  type        = string
  default     = null
}
