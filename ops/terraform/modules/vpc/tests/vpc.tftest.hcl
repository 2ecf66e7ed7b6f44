mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
}

variables {
  name         = "shopstack-test"
  zones        = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  cluster_name = "shopstack-test"
  key_arn      = "arn:aws:kms:eu-west-1:123456789012:key/1"
}

run "addresses_for_pods" {
  command = plan

  assert {
    condition     = output.addresses_per_zone == 8187
    error_message = "An eighth of a /16 for each zone's nodes and pods."
  }
  assert {
    condition     = length(distinct(concat(values(local.private), values(local.public), values(local.stores)))) == 9
    error_message = "Nine subnets, none twice."
  }
  assert {
    condition     = alltrue([for cidr in values(local.public) : startswith(cidr, "10.40.22")])
    error_message = "Public subnets are cut out of the last eighth."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 3
    error_message = "A NAT gateway a zone unless one is asked for."
  }
}

run "one_nat" {
  command = plan
  variables {
    nat = "single"
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 1
    error_message = "One NAT gateway for all zones."
  }
}

run "too_few_addresses" {
  command = plan
  variables {
    cidr = "10.40.0.0/22"
  }
  expect_failures = [var.cidr]
}

run "two_zones_are_no_majority" {
  command = plan
  variables {
    zones = ["eu-west-1a", "eu-west-1b"]
  }
  expect_failures = [var.zones]
}
