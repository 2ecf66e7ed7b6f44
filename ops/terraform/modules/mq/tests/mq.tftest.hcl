mock_provider "aws" {}

variables {
  name                     = "shopstack-test"
  vpc_id                   = "vpc-1"
  subnet_ids               = ["subnet-1", "subnet-2", "subnet-3"]
  client_security_group_id = "sg-1"
  instance_type            = "mq.m7g.large"
  cluster                  = true
  password                 = "0123456789abcdef"
}

run "three_nodes" {
  command = plan
  assert {
    condition     = aws_mq_broker.this.deployment_mode == "CLUSTER_MULTI_AZ" && length(aws_mq_broker.this.subnet_ids) == 3
    error_message = "A cluster has a node in each of three zones."
  }
}

run "guest_is_deleted_by_the_broker" {
  command = plan
  variables {
    username = "guest"
  }
  expect_failures = [var.username]
}
