// Run once by the image of MongoDB, on an empty data folder: an account for each service, good for its own database alone.
for (const service of ['user', 'catalogue', 'payment', 'dispatch']) {
  const pwd = process.env[`${service.toUpperCase()}_DB_PASSWORD`];
  if (!pwd) continue;
  db.getSiblingDB(service).createUser({ user: service, pwd, roles: [{ role: 'readWrite', db: service }] });
}
