variable "name" {
  description = "The cluster's name: shopstack-staging."
  type        = string
}

variable "kubernetes_version" {
  description = <<-EOT
    Minor version of Kubernetes. EKS upgrades a cluster by one minor at a time and has no node image for versions it no longer
    supports: raise this by one, apply, look, raise it again. docs/runbooks/cluster.md has the steps.
  EOT
  type        = string
  default     = "1.34"

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version)) && tonumber(split(".", var.kubernetes_version)[1]) >= 33
    error_message = "kubernetes_version must be a minor version such as 1.34, and not one that EKS has left behind."
  }
}

variable "subnet_ids" {
  description = "Private subnets in three zones, for nodes, pods and the control plane's interfaces."
  type        = list(string)
}

variable "key_arn" {
  description = "KMS key that Secrets, volumes and logs are encrypted with."
  type        = string
}

variable "api_cidrs" {
  description = "Addresses from which the cluster's API can be reached over the internet; empty: from inside the network alone."
  type        = list(string)
  default     = []

  validation {
    condition     = !contains(var.api_cidrs, "0.0.0.0/0")
    error_message = "api_cidrs must not be the whole internet; name your office, VPN or build addresses."
  }
}

variable "admins" {
  description = "Roles or users (ARNs) that administer the cluster."
  type        = set(string)
  default     = []
}

variable "viewers" {
  description = "Roles or users (ARNs) that look at everything but Secrets."
  type        = set(string)
  default     = []
}

variable "node_groups" {
  description = <<-EOT
    Groups of nodes. Choose instance types of the Nitro family: with prefix delegation max_pods of them fit on a node. Without
    it a node has as many pods as its network interfaces have addresses, four on a t3.micro, whatever its memory.
    A group with `dedicated` takes pods that tolerate the taint app=<dedicated> alone.
  EOT
  type = map(object({
    instance_types = list(string)
    capacity_type  = optional(string, "ON_DEMAND")
    min            = number
    desired        = number
    max            = number
    disk_gb        = optional(number, 50)
    max_pods       = optional(number, 58)
    dedicated      = optional(string)
  }))

  validation {
    condition     = length(var.node_groups) > 0 && alltrue([for group in var.node_groups : group.min <= group.desired && group.desired <= group.max])
    error_message = "Every node group needs min <= desired <= max."
  }
  validation {
    condition     = anytrue([for group in var.node_groups : group.dedicated == null])
    error_message = "One node group at least must be without `dedicated`: CoreDNS, ArgoCD and the controllers tolerate no taint."
  }
  validation {
    condition     = alltrue([for group in var.node_groups : group.max_pods >= 20 && group.max_pods <= 110])
    error_message = "max_pods must be 20 to 110; Kubernetes advises against more than 110 a node below 30 cores."
  }
  validation {
    condition     = alltrue(flatten([for group in var.node_groups : [for type in group.instance_types : can(regex("^[a-z][5-9][a-z-]*\\.", type)) || startswith(type, "t3") || startswith(type, "t4g")]]))
    error_message = "instance_types must be of the Nitro family (m5 and later, t3, t4g): older ones have no prefix delegation."
  }
}

variable "log_days" {
  description = "How long the control plane's logs are kept."
  type        = number
  default     = 30
}

variable "external_secrets_prefix" {
  description = "Names of the Secrets Manager entries that external-secrets may read: shopstack/staging."
  type        = string
}
