mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name                     = "shopstack-test"
  vpc_id                   = "vpc-1"
  subnet_ids               = ["subnet-1", "subnet-2", "subnet-3"]
  client_security_group_id = "sg-1"
  key_arn                  = "arn:aws:kms:eu-west-1:123456789012:key/1"
  instance_class           = "db.t4g.medium"
  multi_az                 = false
  protect                  = true
}

run "kept_private_and_encrypted" {
  command = plan

  assert {
    condition     = aws_db_instance.this.storage_encrypted && !aws_db_instance.this.publicly_accessible && aws_db_instance.this.deletion_protection
    error_message = "Encrypted, private, protected."
  }
  assert {
    condition     = anytrue([for one in aws_db_parameter_group.this.parameter : one.name == "require_secure_transport" && one.value == "1"])
    error_message = "Nobody talks to MySQL without TLS."
  }
  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null
    error_message = "The master password belongs to Secrets Manager."
  }
}

run "admin_is_reserved" {
  command = plan
  variables {
    master_username = "admin"
  }
  expect_failures = [var.master_username]
}

run "backups_are_not_optional" {
  command = plan
  variables {
    backup_days = 0
  }
  expect_failures = [var.backup_days]
}
