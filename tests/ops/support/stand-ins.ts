import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts a program on a folder that goes to the front of the PATH. */
export function standIn(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
}

/** A kubectl that keeps Secrets in one JSON file and writes down what it was asked. */
export const fakeKubectl = (file: string) => `#!${process.execPath}
const fs = require('node:fs');
const file = ${JSON.stringify(file)};
const state = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { namespaces: [], secrets: {}, calls: [] };
const words = process.argv.slice(2);
state.calls.push(words.join(' '));
const save = () => fs.writeFileSync(file, JSON.stringify(state));
const plain = [];
for (let i = 0; i < words.length; i++) {
  if (['--namespace', '--context', '--output', '--type'].includes(words[i])) i++;
  else if (!words[i].startsWith('--') || words[i] === '--filename') plain.push(words[i]);
}
const [verb, kind, name] = plain;
const fail = (text) => { save(); console.error(text); process.exit(1); };
if (kind === 'namespace' && verb === 'get' && !state.namespaces.includes(name)) fail('NotFound');
if (kind === 'namespace' && verb === 'create') state.namespaces.push(name);
if (verb === 'get' && kind === 'secret' && !(name in state.secrets)) fail('NotFound');
if (verb === 'get' && kind === 'secrets')
  for (const [secret, data] of Object.entries(state.secrets))
    for (const [key, value] of Object.entries(data)) console.log(secret + '/' + key + ' ' + value);
if (verb === 'create' && kind === '--filename') {
  const { metadata, data } = JSON.parse(fs.readFileSync(0, 'utf8'));
  if (metadata.name in state.secrets) fail('AlreadyExists');
  state.secrets[metadata.name] = data;
}
if (verb === 'patch') Object.assign(state.secrets[name], JSON.parse(fs.readFileSync(0, 'utf8')).data);
save();
`;
