// biome-ignore-all lint/style/noProcessEnv: a script of mongosh has nothing else to read settings from.
// One step of a member on its way into the replica set; run again until it ends with 0.
// mongodb-0 founds the set alone, and only when every other member says that it knows of none: a lost volume is then
// filled again by the others, never a second set. Whoever is no member yet adds itself at the primary.
const { readFileSync } = require('node:fs');

const CALL_LIMIT_MS = 4000;
const LOCAL = '127.0.0.1:27017';
const read = (path) => readFileSync(path, 'utf8').trim();
const own = Number(process.env.POD_NAME.split('-').pop());
const members = Number(read('/etc/mongodb/members'));
const hostOf = (ordinal) => `mongodb-${ordinal}.mongodb.${process.env.NAMESPACE}.svc:27017`;
const password = read('/etc/mongodb-secret/root-password');

function adminOf(host, credentials) {
  const limits = `serverSelectionTimeoutMS=${CALL_LIMIT_MS}&connectTimeoutMS=${CALL_LIMIT_MS}&socketTimeoutMS=30000`;
  return new Mongo(`mongodb://${credentials}${host}/admin?directConnection=true&${limits}`).getDB('admin');
}

function anonymously(host, command) {
  return adminOf(host, '').runCommand(command);
}

function asRoot(host, command) {
  return adminOf(host, `root:${encodeURIComponent(password)}@`).runCommand(command);
}

// What a member says of itself to everyone; undefined when it does not answer.
function helloOf(host) {
  try {
    // Named first: mongosh waits for a statement's answer, not for a returned one, whose error would pass the catch by.
    const hello = anonymously(host, { hello: 1 });
    return hello;
  } catch {
    return undefined;
  }
}

function found() {
  try {
    const config = { _id: 'rs0', members: [{ _id: 0, host: hostOf(0) }] };
    anonymously(LOCAL, { replSetInitiate: config });
    return 'founded the set';
  } catch (error) {
    return `the set could not be founded yet (${error.message})`;
  }
}

function joinAt(primary) {
  try {
    const { config } = asRoot(primary, { replSetGetConfig: 1 });
    let id = 0;
    for (const member of config.members) {
      if (member.host === hostOf(own)) return 'is a member already, and waits for the others to say so';
      id = Math.max(id, member._id + 1);
    }
    config.members.push({ _id: id, host: hostOf(own) });
    config.version = Number(config.version) + 1;
    asRoot(primary, { replSetReconfig: config, maxTimeMS: 20000 });
    return `added itself at ${primary}`;
  } catch (error) {
    return `${primary} did not take it in yet (${error.message})`;
  }
}

// The first user can be made from the primary's own machine while there is none.
function makeRoot() {
  try {
    asRoot(LOCAL, { ping: 1 });
    return undefined;
  } catch (error) {
    if (error.code !== 18) return `root could not be tried (${error.message})`;
  }
  try {
    const roles = [{ role: 'root', db: 'admin' }];
    const writeConcern = { w: 'majority', wtimeout: 10000 };
    anonymously(LOCAL, { createUser: 'root', pwd: password, roles, writeConcern });
    print('join: made the user root');
    return undefined;
  } catch (error) {
    if (error.code !== 13) return `root could not be made yet (${error.message})`;
    print(
      'join: root has another password than the Secret mongodb; make them the same, see charts/mongodb/README.md',
    );
    return undefined;
  }
}

// Undefined when there is nothing left to do.
function step() {
  const self = helloOf(LOCAL);
  if (self === undefined) return 'waits for mongod';
  if (self.isWritablePrimary) return makeRoot();
  if (self.secondary) return undefined;
  if (self.setName !== undefined) return 'copies what the others have';
  let silent = 0;
  let known = false;
  let primary;
  for (let ordinal = 0; ordinal < members; ordinal += 1) {
    if (ordinal === own) continue;
    const other = helloOf(hostOf(ordinal));
    if (other === undefined) {
      silent += 1;
    } else if (other.setName !== undefined) {
      known = true;
      primary = other.primary || primary;
    }
  }
  if (primary !== undefined) return joinAt(primary);
  if (known) return 'waits for the set to have a primary';
  if (own !== 0) return 'waits for mongodb-0 to found the set';
  if (silent > 0) return `waits for ${silent} others, which may have a set already`;
  return found();
}

const reason = step();
if (reason !== undefined) print(`join: ${reason}`);
quit(reason === undefined ? 0 : 75);
