variable "name" {
  description = "Name of the network and beginning of the names in it: shopstack-staging."
  type        = string
}

variable "cidr" {
  description = <<-EOT
    The network's addresses. A pod takes an address of its own out of the private subnets, and prefix delegation takes them
    sixteen at a time, so the three private subnets get an eighth each: with a /16, 8,187 pods and nodes a zone.
  EOT
  type        = string
  default     = "10.40.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 18
    error_message = "cidr must be a /16, /17 or /18: with fewer addresses the cluster runs out of pod addresses before it runs out of nodes."
  }
}

variable "zones" {
  description = "Three availability zones of the region: etcd, RabbitMQ and MongoDB each keep a majority when one is lost."
  type        = list(string)

  validation {
    condition     = length(var.zones) == 3 && length(distinct(var.zones)) == 3
    error_message = "zones must name three different availability zones."
  }
}

variable "nat" {
  description = "single: one NAT gateway for all zones, cheap, and its zone takes the way out with it. zonal: one a zone."
  type        = string
  default     = "zonal"

  validation {
    condition     = contains(["single", "zonal"], var.nat)
    error_message = "nat must be single or zonal."
  }
}

variable "cluster_name" {
  description = "The EKS cluster that finds its load balancers' subnets by tag."
  type        = string
}

variable "interface_endpoints" {
  description = "AWS services that are reached without NAT. Each costs about 7 USD a month and zone, and saves NAT's price per GB."
  type        = set(string)
  default     = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"]
}

variable "log_days" {
  description = "How long flow logs are kept."
  type        = number
  default     = 30
}

variable "key_arn" {
  description = "KMS key for the flow logs."
  type        = string
}
