// Before a member stops: hands the primary's role over, so that writes wait for an election and not for a time-out.
// mongod would do it by itself at SIGTERM; a member alone, or one that nobody can follow, stops without.
const { readFileSync } = require('node:fs');

try {
  const password = encodeURIComponent(readFileSync('/etc/mongodb-secret/root-password', 'utf8').trim());
  const limits = 'serverSelectionTimeoutMS=3000&connectTimeoutMS=3000&socketTimeoutMS=20000';
  const admin = new Mongo(
    `mongodb://root:${password}@127.0.0.1:27017/admin?directConnection=true&${limits}`,
  ).getDB('admin');
  const { isWritablePrimary, hosts } = admin.runCommand({ hello: 1 });
  if (isWritablePrimary && hosts.length > 1) {
    admin.runCommand({ replSetStepDown: 60, secondaryCatchUpPeriodSecs: 10 });
  }
} catch (error) {
  print(`step-down: ${error.message}`);
}
quit(0);
