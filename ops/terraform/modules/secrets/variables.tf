variable "environment" {
  description = "staging or preprod: the middle of the entries' names."
  type        = string
}

variable "key_arn" {
  description = "KMS key for the entries."
  type        = string
}

variable "endpoints" {
  description = "Where each store is and how it is talked to: what stands in braces in ops/secrets.table, `secret` excepted."
  type        = map(string)

  validation {
    condition = length(setsubtract(
      ["mongodb", "mongodb-options", "mysql", "mysql-options", "redis", "redis-scheme", "rabbitmq", "rabbitmq-scheme", "smtp"], keys(var.endpoints)
    )) == 0
    error_message = "endpoints must name mongodb, mysql, redis, rabbitmq, smtp, mongodb-options, mysql-options, redis-scheme and rabbitmq-scheme."
  }
}

variable "rotations" {
  description = <<-EOT
    How often each drawn value has been replaced, by the third column of ops/secrets.table. Raising a number draws that value
    anew and puts together every entry that it is in: { session = 2 }.
  EOT
  type        = map(number)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.rotations), local.drawn)) == 0
    error_message = "rotations names a value that ops/secrets.table does not draw."
  }
}

variable "recompose" {
  description = "Raise by one after a value was put into shopstack-drawn/… by hand (a payment provider's key), so that the entries take it up."
  type        = number
  default     = 1
}

variable "recovery_days" {
  description = "How long deleted entries can be brought back; 0 deletes at once, for an environment that is torn down and rebuilt."
  type        = number
  default     = 7

  validation {
    condition     = var.recovery_days == 0 || (var.recovery_days >= 7 && var.recovery_days <= 30)
    error_message = "recovery_days must be 0, or 7 to 30."
  }
}
