import { describe, expect, it } from 'vitest';
import { localeOf, localPath, plainPath } from '../src/plain.ts';

describe('the addresses of the shop', () => {
  it.each([
    ['/', '/de'],
    ['/?sort=name', '/de?sort=name'],
    ['/cart', '/de/cart'],
    ['/product/UHJ?to=DE#reviews', '/de/product/UHJ?to=DE#reviews'],
    ['/design', '/de/design'],
  ])('%s is %s in German, and back', (english, german) => {
    expect(localPath('de', english)).toBe(german);
    expect(localPath('de', german)).toBe(german);
    expect(localPath('en', german)).toBe(english);
    expect(plainPath(german)).toBe(english);
    expect([localeOf(english), localeOf(german)]).toEqual(['en', 'de']);
  });

  it('are the same in every language where there is only one', () => {
    expect(localPath('de', '/admin/orders')).toBe('/admin/orders');
    expect(localPath('de', '/api/session')).toBe('/api/session');
    expect(localPath('de', '/administration')).toBe('/de/administration');
  });

  it('never lead to another host', () => {
    expect(localPath('en', '/de//example.org')).not.toMatch(/^\/\//);
    expect(plainPath('/de//example.org')).not.toMatch(/^\/\//);
  });
});
