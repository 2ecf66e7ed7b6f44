output "vpc_id" {
  description = "The network."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Where nodes and pods live, one a zone in the order of the zones given."
  value       = [for zone in var.zones : aws_subnet.private[zone].id]
}

output "public_subnet_ids" {
  description = "Where load balancers and NAT live."
  value       = [for zone in var.zones : aws_subnet.public[zone].id]
}

output "store_subnet_ids" {
  description = "Where managed stores live; no way to the internet."
  value       = [for zone in var.zones : aws_subnet.stores[zone].id]
}

output "addresses_per_zone" {
  description = "How many addresses nodes and pods share in a zone, without the five that AWS keeps."
  value       = pow(2, 32 - tonumber(split("/", values(local.private)[0])[1])) - 5
}

output "store_cidrs" {
  description = "Addresses of the stores' subnets."
  value       = [for zone in var.zones : aws_subnet.stores[zone].cidr_block]
}
