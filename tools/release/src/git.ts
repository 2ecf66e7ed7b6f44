import { type CallOptions, call, type Ended, minutes, tail } from './child.ts';
import { Trouble } from './trouble.ts';

const networkLimit = 2 * minutes;

/** The repository that is released: git by its command, with a time limit and without ever asking for a password. */
export class Git {
  readonly root: string;
  readonly remote: string;

  constructor(root: string, remote: string) {
    this.root = root;
    this.remote = remote;
  }

  /** Runs git and returns how it ended. */
  try(args: readonly string[], more: Partial<CallOptions> = {}): Promise<Ended> {
    return call('git', args, {
      cwd: this.root,
      timeLimit: networkLimit,
      ...more,
      env: { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...more.env },
    });
  }

  /** Standard output of git, without its last newline. */
  async read(args: readonly string[], more: Partial<CallOptions> = {}): Promise<string> {
    const ended = await this.try(args, more);
    if (ended.status === 0) return ended.stdout.replace(/\n$/, '');
    throw new Trouble('fault', `git ${args[0]} failed: ${tail(ended)}`, 'Put that right and run this again.');
  }

  async lines(args: readonly string[], more: Partial<CallOptions> = {}): Promise<string[]> {
    const text = await this.read(args, more);
    return text === '' ? [] : text.split('\n');
  }

  /** The commit that a name stands for, or undefined. */
  async commit(name: string): Promise<string | undefined> {
    const ended = await this.try([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ]);
    return ended.status === 0 ? ended.stdout.trim() : undefined;
  }

  /** The text of a file as it was at a commit, or undefined. */
  async file(commit: string, path: string): Promise<string | undefined> {
    const ended = await this.try(['cat-file', '-p', `${commit}:${path}`]);
    return ended.status === 0 ? ended.stdout : undefined;
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return (await this.try(['merge-base', '--is-ancestor', ancestor, descendant])).status === 0;
  }

  /** Talks to the remote; what it cannot reach or may not do becomes a sentence. */
  async talk(args: readonly string[]): Promise<string> {
    const ended = await this.try(args);
    if (ended.status === 0) return ended.stdout;
    throw remoteTrouble(this.remote, args[0] ?? '', ended);
  }

  /** Brings the tags and all branches of the remote, and the whole history when the clone is shallow. */
  async fetch(): Promise<void> {
    const shallow = (await this.read(['rev-parse', '--is-shallow-repository'])) === 'true';
    const all = [`+refs/heads/*:refs/remotes/${this.remote}/*`, '+refs/tags/*:refs/tags/*'];
    await this.talk(['fetch', '--quiet', ...(shallow ? ['--unshallow'] : []), this.remote, ...all]);
  }

  /** What the remote has now under these patterns: full names of refs and the objects they point at. */
  async remoteRefs(...patterns: string[]): Promise<Map<string, string>> {
    const text = await this.talk(['ls-remote', '--refs', this.remote, ...patterns]);
    const rows = text.split('\n').filter((line) => line !== '');
    return new Map(rows.map((line) => line.split('\t')).map(([object = '', name = '']) => [name, object]));
  }
}

/** A failure of the remote as a sentence with what to do. */
export function remoteTrouble(remote: string, verb: string, ended: Ended): Trouble {
  const said = tail(ended, 4);
  if (/Authentication failed|could not read (Username|Password)|Permission denied|\b40[13]\b/.test(said)) {
    return new Trouble(
      'outside',
      `git ${verb}: ${remote} does not let us in: ${said}`,
      'Give git credentials that may read and push this repository.',
    );
  }
  if (/protected branch|hook declined|not allowed/.test(said)) {
    return new Trouble(
      'outside',
      `git ${verb}: ${remote} refuses the push: ${said}`,
      'Let the release bot push to this branch and to refs/tags and refs/reservations.',
    );
  }
  return new Trouble(
    'outside',
    `git ${verb} with ${remote} failed: ${said}`,
    'Check the remote and the network, and run this again.',
  );
}
