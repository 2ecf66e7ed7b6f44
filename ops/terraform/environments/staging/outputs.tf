output "shop" {
  description = "What the next steps need: ops/README.md."
  value       = module.shop
}
