import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../../tools/stack/src/root.ts';

const PUBLISHED = 'https://github.com/shopstack/shopstack.git';

/** A copy of this repository's HEAD with both environments' branches, behind an address of its own that ArgoCD can read. */
export class Repository {
  readonly #folder = mkdtempSync(join(tmpdir(), 'shopstack-cluster-'));
  /** Where a person or CI works. */
  readonly clone = join(this.#folder, 'clone');
  readonly #origin = join(this.#folder, 'origin.git');
  readonly url = `file://${this.#origin}`;

  static async create(): Promise<Repository> {
    const repository = new Repository();
    await repository.#prepare();
    return repository;
  }

  async git(...args: string[]): Promise<string> {
    const who = ['-c', 'user.name=Release', '-c', 'user.email=release@shopstack.example'];
    const { stdout } = await execa('git', [...who, ...args], { cwd: this.clone, timeout: 60_000 });
    return stdout;
  }

  /** tools/release, as CI and people run it, in the clone. */
  release(...args: string[]) {
    const main = join(root, 'tools/release/src/main.ts');
    return execa(process.execPath, ['--conditions=source', main, ...args], {
      cwd: this.clone,
      timeout: 300_000,
      env: { CI: '', GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@shopstack.example' },
    });
  }

  /** Says that a version of an app was released, as `release publish` does. */
  async tag(app: string, version: string): Promise<void> {
    await this.git('tag', '--annotate', `${app}/v${version}`, '--message', `${app} ${version}`);
    await this.git('push', '--quiet', 'origin', `${app}/v${version}`);
  }

  async #prepare(): Promise<void> {
    await execa('git', ['clone', '--quiet', '--no-local', root, this.clone], { timeout: 120_000 });
    await this.git('checkout', '--quiet', '-B', 'k8s/staging');
    for (const name of readdirSync(join(this.clone, 'argocd'))) {
      if (name.endsWith('.yaml')) this.edit(`argocd/${name}`, (text) => text.replaceAll(PUBLISHED, this.url));
    }
    // There is no secrets manager here: tests that run pods make their Secrets themselves.
    for (const environment of ['staging', 'preprod']) {
      this.edit(`charts/platform/values-${environment}.yaml`, (text) =>
        text.replace('enabled: true', 'enabled: false'),
      );
    }
    await this.git('commit', '--quiet', '--all', '--message', 'Follow a repository of our own');
    await this.git('branch', '--force', 'k8s/preprod');
    await execa('git', ['init', '--quiet', '--bare', this.#origin], { timeout: 10_000 });
    await this.git('remote', 'set-url', 'origin', this.url);
    await this.git('push', '--quiet', '--set-upstream', 'origin', 'k8s/staging', 'k8s/preprod');
  }

  read(path: string): string {
    return readFileSync(join(this.clone, path), 'utf8');
  }

  edit(path: string, change: (text: string) => string): void {
    writeFileSync(join(this.clone, path), change(this.read(path)));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
