variable "name" {
  description = "The budget's name."
  type        = string
}

variable "environment" {
  description = "Value of the tag Environment that is counted."
  type        = string
}

variable "monthly_usd" {
  description = "What a month may cost, in US dollars."
  type        = number

  validation {
    condition     = var.monthly_usd > 0
    error_message = "monthly_usd must be more than 0."
  }
}

variable "emails" {
  description = "Who is told at 80 % spent, and when the month is foreseen to go over."
  type        = list(string)

  validation {
    condition     = length(var.emails) > 0 && alltrue([for email in var.emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "emails must name one address at least: an alarm that nobody gets is none."
  }
}
