mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name                    = "shopstack-test"
  subnet_ids              = ["subnet-1", "subnet-2", "subnet-3"]
  key_arn                 = "arn:aws:kms:eu-west-1:123456789012:key/1"
  external_secrets_prefix = "shopstack/test"
  node_groups = {
    system        = { instance_types = ["m6i.large"], min = 2, desired = 2, max = 3 }
    microservices = { instance_types = ["m6i.xlarge"], min = 3, desired = 3, max = 12, dedicated = "shopstack" }
  }
}

run "groups" {
  command = plan

  assert {
    condition     = length(aws_eks_node_group.this["system"].taint) == 0 && one(aws_eks_node_group.this["microservices"].taint).value == "shopstack"
    error_message = "The shop's nodes are tainted app=shopstack, the system's are not."
  }
  assert {
    condition     = aws_eks_node_group.this["microservices"].labels["app"] == "shopstack"
    error_message = "The shop's nodes carry the label that the charts' affinity asks for."
  }
  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).env.ENABLE_PREFIX_DELEGATION == "true"
    error_message = "Without prefix delegation a node has too few addresses for its pods."
  }
  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "Nobody reaches the API from the internet unless named."
  }
}

run "old_versions_have_no_image" {
  command = plan
  variables {
    kubernetes_version = "1.29"
  }
  expect_failures = [var.kubernetes_version]
}

run "the_whole_internet_is_not_an_office" {
  command = plan
  variables {
    api_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.api_cidrs]
}

run "system_pods_need_a_place" {
  command = plan
  variables {
    node_groups = {
      microservices = { instance_types = ["m6i.xlarge"], min = 3, desired = 3, max = 12, dedicated = "shopstack" }
    }
  }
  expect_failures = [var.node_groups]
}

run "t2_has_four_addresses" {
  command = plan
  variables {
    node_groups = {
      system = { instance_types = ["t2.micro"], min = 1, desired = 1, max = 1 }
    }
  }
  expect_failures = [var.node_groups]
}
