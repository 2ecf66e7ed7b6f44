// biome-ignore-all lint/style/noProcessEnv: a script of mongosh has nothing else to read settings from.
// Each service's user, able to read and write in its own database alone. Run after every sync; makes only what is missing.
const { readFileSync } = require('node:fs');

const read = (name) => readFileSync(`/etc/mongodb-secret/${name}`, 'utf8').trim();
const hosts = [];
for (let ordinal = 0; ordinal < Number(process.env.MEMBERS); ordinal += 1) {
  hosts.push(`mongodb-${ordinal}.mongodb.${process.env.NAMESPACE}.svc:27017`);
}
const LIMITS = 'serverSelectionTimeoutMS=5000&connectTimeoutMS=5000&socketTimeoutMS=30000';
const open = (user, password, database) =>
  new Mongo(
    `mongodb://${user}:${encodeURIComponent(password)}@${hosts.join(',')}/${database}?replicaSet=rs0&${LIMITS}`,
  ).getDB(database);

function mayLogIn(name, password) {
  try {
    open(name, password, name).runCommand({ ping: 1 });
    return true;
  } catch (error) {
    if (error.code === 18) return false;
    throw error;
  }
}

function provide(root, name) {
  const database = root.getSiblingDB(name);
  const roles = [{ role: 'readWrite', db: name }];
  const writeConcern = { w: 'majority', wtimeout: 10000 };
  const there = database.runCommand({ usersInfo: name }).users[0];
  if (there === undefined) {
    database.runCommand({ createUser: name, pwd: read(name), roles, writeConcern });
    print(`users: made ${name}`);
    return;
  }
  const sameRoles =
    there.roles.length === 1 && there.roles[0].role === 'readWrite' && there.roles[0].db === name;
  if (!sameRoles) {
    database.runCommand({ updateUser: name, roles, writeConcern });
    print(`users: set the rights of ${name} right`);
  }
  if (!mayLogIn(name, read(name))) {
    database.runCommand({ updateUser: name, pwd: read(name), writeConcern });
    print(`users: gave ${name} the password of the Secret`);
  }
}

// The set may still be on its way up; the Job's own time limit ends this.
try {
  const root = open('root', read('root-password'), 'admin');
  for (const name of process.env.DATABASES.split(' ')) provide(root, name);
} catch (error) {
  print(`users: not yet (${error.message})`);
  quit(75);
}
print('users: all as they should be');
quit(0);
