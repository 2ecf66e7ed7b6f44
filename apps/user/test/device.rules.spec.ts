import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import { deviceOf, networkOf, startedAt, storedDevice } from '../src/session/device.ts';
import { isOver } from '../src/session/refresh.ts';

describe('where somebody is signed in', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0',
      { browser: 'Edge', system: 'Windows' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
      { browser: 'Safari', system: 'iOS' },
    ],
    [
      'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36',
      { browser: 'Chrome', system: 'Android' },
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0',
      { browser: 'Firefox', system: 'macOS' },
    ],
    ['Firefox/150.0', { browser: 'Firefox' }],
    ['curl/8.5.0', {}],
    [undefined, {}],
  ])('%s is called %o', (userAgent, device) => {
    expect(deviceOf(userAgent)).toEqual(device);
  });

  it.each([
    [
      { browser: 'Opera', system: 'Windows' },
      { browser: 'Opera', system: 'Windows' },
    ],
    [{ device: 'Firefox on Linux' }, { browser: 'Firefox', system: 'Linux' }],
    [{ device: 'Samsung Internet on Android' }, { browser: 'Samsung Internet', system: 'Android' }],
    [{ device: 'iOS' }, { system: 'iOS' }],
    [{ device: 'Chrome' }, { browser: 'Chrome' }],
    [{}, {}],
  ])('is known as %o was stored, today or a year ago', (stored, device) => {
    expect(storedDevice(stored)).toEqual(device);
  });

  it.each([
    ['192.0.2.77', '192.0.2.x'],
    ['::ffff:192.0.2.77', '192.0.2.x'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:…'],
    ['2001:db8::1', '2001:db8:…'],
    ['::1', undefined],
    [undefined, undefined],
  ])('%s is in the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('knows since when by the id of the session', () => {
    const before = Date.now();
    expect(startedAt(uuid()).getTime()).toBeGreaterThanOrEqual(before);
  });
});

describe('the sessions of an epoch that has passed', () => {
  it.each([
    ['are over', { id: 'a', epoch: 0 }, { sessionEpoch: 1 }, true],
    ['are over, those from before there were epochs too', { id: 'a' }, { sessionEpoch: 1 }, true],
    [
      'are over, but for the one that was kept',
      { id: 'a', epoch: 0 },
      { sessionEpoch: 1, keptSession: 'a' },
      false,
    ],
    ['are those before the current one', { id: 'a', epoch: 1 }, { sessionEpoch: 1 }, false],
    ['do not include any of an account that never ended them', { id: 'a' }, { sessionEpoch: 0 }, false],
  ])('%s', (_, session, account, over) => {
    expect(isOver(session, account)).toBe(over);
  });
});
