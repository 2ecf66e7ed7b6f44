import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkOf, notify } from '../src/notify.ts';
import type { Environ } from '../src/session.ts';
import { saveState } from '../src/state.ts';
import { openShop, type Shop } from './shop.ts';
import { FakeSlack } from './stand-ins.ts';

let shop: Shop;
let slack: FakeSlack;
let url: string;
beforeEach(async () => {
  shop = await openShop();
  slack = new FakeSlack();
  url = await slack.open();
});
afterEach(async () => {
  await slack.close();
  shop.remove();
});

const heard: string[] = [];
const sessionWith = async (env: Environ) => {
  heard.length = 0;
  return { ...(await shop.session({}, env)), warn: (line: string) => void heard.push(line) };
};

describe('Slack', () => {
  it('hears of the apps, their versions, the commit, its author and the build', async () => {
    shop.commit('Count <all> & more', {});
    const session = await sessionWith({
      SLACK_WEBHOOK_URL: url,
      CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:123456789012:build/shop:7',
    });
    saveState(session, {
      ...{ revision: 'x', branch: 'k8s/staging', apps: { cart: 'patch', web: 'minor' }, wide: false },
      versions: { cart: { version: '0.1.1', object: 'x' }, web: { version: '0.2.0', object: 'x' } },
    });
    await notify(session, { moment: 'failure', phase: 'scan', reason: 'CVE-1 <in> cart' });
    const message = JSON.stringify(slack.messages[0]);
    for (const part of [
      'staging: failed in scan',
      'CVE-1 &lt;in&gt; cart',
      '• cart 0.1.1\\n• web 0.2.0',
      'Count &lt;all&gt; &amp; more',
      '*By* Ada',
      shop.git('log', '-1', '--format=%h'),
      '<https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/123456789012/projects/shop/build/shop%3A7|The build>',
    ])
      expect(message).toContain(part);
  });

  it('has a channel for each environment', async () => {
    const preprod = new FakeSlack();
    const env = { SLACK_WEBHOOK_URL: url, SLACK_WEBHOOK_URL_PREPROD: await preprod.open() };
    const session = await shop.session({ branch: 'k8s/preprod' }, env);
    await notify(session, { moment: 'success' });
    await preprod.close();
    expect(preprod.texts).toEqual([':white_check_mark: preprod: checked']);
    expect(slack.texts).toEqual([]);
  });

  it('is asked again when it is busy, not when it refuses', async () => {
    slack.statuses = [500, 429];
    expect(await notify(await sessionWith({ SLACK_WEBHOOK_URL: url }), { moment: 'start' })).toEqual({
      told: true,
    });
    expect(slack.requests).toBe(3);
    slack.statuses = [404, 404];
    const { told } = await notify(await sessionWith({ SLACK_WEBHOOK_URL: url }), { moment: 'start' });
    expect(told).toBe(false);
    expect(slack.requests).toBe(4);
    expect(heard).toEqual(['Slack was not told: Slack answered 404: no. The release goes on without.']);
  });

  it('breaks nothing when it is gone, when its address is wrong, or when there is none', async () => {
    await slack.close();
    for (const address of [url, 'not an address', '']) {
      const { told, why } = await notify(await sessionWith({ SLACK_WEBHOOK_URL: address }), {
        moment: 'start',
      });
      expect(told).toBe(false);
      expect(why).toMatch(/cannot be reached|no SLACK_WEBHOOK_URL/);
      expect(why).not.toContain('/services/');
    }
  });

  it('hears of a failure once a build, and of the next build’s again', async () => {
    const first = await sessionWith({ SLACK_WEBHOOK_URL: url, CODEBUILD_BUILD_ID: 'shop:1' });
    await notify(first, { moment: 'failure', phase: 'build' });
    await notify(first, { moment: 'failure', phase: 'post_build' });
    await notify(await sessionWith({ SLACK_WEBHOOK_URL: url, CODEBUILD_BUILD_ID: 'shop:2' }), {
      moment: 'failure',
      phase: 'test',
    });
    expect(slack.texts).toEqual([':x: staging: failed in build', ':x: staging: failed in test']);
  });
});

it('a build in GitHub Actions has a page, one by hand has none', () => {
  const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' };
  expect(linkOf(env)).toBe('https://github.com/a/b/actions/runs/7');
  expect(linkOf({})).toBeUndefined();
});
