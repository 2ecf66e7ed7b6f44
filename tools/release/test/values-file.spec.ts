import { describe, expect, it } from 'vitest';
import { readTags, writeTags } from '../src/values-file.ts';
import { values } from './shop.ts';

const path = ['deploy', 'image'];

describe('a values file', () => {
  it('gets another tag and keeps everything else as people wrote it', () => {
    const text = values('cart');
    const written = writeTags(text, path, 'f', { tag: '0.1.1', previousTag: '0.1.0' });
    expect(written).toBe(
      text.replace('tag: 0.1.0 #', 'tag: 0.1.1 #').replace('previousTag: ""', 'previousTag: 0.1.0'),
    );
    expect(readTags(written, path, 'f')).toEqual({ tag: '0.1.1', previousTag: '0.1.0' });
  });

  it.each([
    ['without a previousTag', 'deploy:\n  image:\n    tag: "0.1.0" # a\n    other: 1\n'],
    ['without a newline at the end', 'deploy:\n  image:\n    tag: 0.1.0'],
    ['with an empty previousTag', 'deploy:\n  image:\n    previousTag:\n    tag: 0.1.0\n'],
    ['in one line', 'deploy: { image: { tag: 0.1.0, repository: x } }\n'],
  ])('may be written %s', (_how, text) => {
    const written = writeTags(text, path, 'f', { tag: '0.1.1', previousTag: '0.1.0' });
    expect(readTags(written, path, 'f')).toEqual({ tag: '0.1.1', previousTag: '0.1.0' });
  });

  it('has to say which version runs', () => {
    expect(() => readTags('deploy: {}\n', path, 'charts/x/values.yaml')).toThrow(
      'charts/x/values.yaml has no deploy.image.tag.',
    );
    expect(() => readTags('a: [', path, 'charts/x/values.yaml')).toThrow('charts/x/values.yaml is not YAML');
  });
});
