variable "environment" {
  description = "staging or preprod."
  type        = string

  validation {
    condition     = contains(["staging", "preprod"], var.environment)
    error_message = "environment must be staging or preprod, as the branches k8s/staging and k8s/preprod."
  }
}

variable "cidr" {
  description = "Addresses of the environment's network; different ones let networks be joined later."
  type        = string
}

variable "nat" {
  description = "single or zonal."
  type        = string
}

variable "interface_endpoints" {
  description = "AWS services reached without NAT; see modules/vpc. Image layers take S3's gateway, which costs nothing, in any case."
  type        = set(string)
  default     = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"]
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, raised one at a time."
  type        = string
  default     = "1.34"
}

variable "api_cidrs" {
  description = "Addresses from which the cluster's API can be reached over the internet."
  type        = list(string)
  default     = []
}

variable "admins" {
  description = "Roles or users (ARNs) that administer the cluster."
  type        = set(string)
}

variable "viewers" {
  description = "Roles or users (ARNs) that look."
  type        = set(string)
  default     = []
}

variable "node_groups" {
  description = "Groups of nodes, as modules/eks describes them."
  type        = any
}

variable "mysql" {
  description = "RDS; null keeps MySQL in the cluster."
  type = object({
    instance_class = string
    multi_az       = bool
    backup_days    = optional(number, 14)
    snapshot       = optional(string)
  })
  default = null
}

variable "redis" {
  description = "ElastiCache; null keeps Redis in the cluster."
  type = object({
    node_type = string
    nodes     = number
  })
  default = null
}

variable "rabbitmq" {
  description = "Amazon MQ; null keeps RabbitMQ in the cluster."
  type = object({
    instance_type = string
    cluster       = bool
  })
  default = null
}

variable "mongodb" {
  description = <<-EOT
    Where MongoDB is: hosts and options of the connection string. It runs in the cluster (charts/mongodb) or at Atlas;
    DocumentDB is not MongoDB and is not offered.
  EOT
  type = object({
    hosts   = optional(string, "mongodb-0.mongodb:27017,mongodb-1.mongodb:27017,mongodb-2.mongodb:27017")
    options = optional(string, "?replicaSet=rs0&w=majority")
  })
  default = {}
}

variable "smtp_url" {
  description = "Where e-mail is handed over; {secret} in it is replaced by shopstack-drawn/<environment>/smtp."
  type        = string
  default     = "smtp://mailbox:1025"
}

variable "protect" {
  description = "true: stores cannot be destroyed and secrets can be brought back."
  type        = bool
}

variable "rotations" {
  description = "How often each drawn value was replaced."
  type        = map(number)
  default     = {}
}

variable "recompose" {
  description = "Raised by one after a drawn value was replaced by hand."
  type        = number
  default     = 1
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "monthly_usd" {
  description = "What a month may cost before somebody is told."
  type        = number
}

variable "emails" {
  description = "Who is told about costs."
  type        = list(string)
}
