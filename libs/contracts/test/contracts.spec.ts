import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as contracts from '../src/index.ts';
import {
  type AnyRoute,
  allMessages,
  allRoutes,
  commandsOf,
  errors,
  eventsOf,
  jsonSchemaOf,
  Problem,
  parseAnswer,
  parseInput,
  pathOf,
  publicPath,
  sentenceOf,
  serviceNames,
} from '../src/index.ts';

const root = join(import.meta.dirname, '../../..');
const sources = (service: string) =>
  readdirSync(join(root, 'apps', service, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(root, 'apps', service, 'src', file), 'utf8'));
const nameOf = (service: string, contract: unknown) => {
  const exported = (Object.fromEntries(Object.entries(contracts))[service] ?? {}) as Record<string, unknown>;
  return Object.keys(exported).find((name) => exported[name] === contract);
};

describe('every contract', () => {
  it('has a name of its own: no two routes or messages meet', () => {
    const routes = allRoutes().map(
      (route) => `${route.service} ${route.method} ${route.path.replace(/:\w+/g, ':')}`,
    );
    expect(new Set(routes).size).toBe(routes.length);
    const publicRoutes = allRoutes().flatMap(
      (route) => publicPath(route)?.replace(/:\w+/g, ':').concat(route.method) ?? [],
    );
    expect(new Set(publicRoutes).size).toBe(publicRoutes.length);
    const messages = allMessages().map(({ name }) => name);
    expect(new Set(messages).size).toBe(messages.length);
  });

  it('is named by the rules: commands are verbs, events are past with a version', () => {
    for (const message of allMessages()) {
      const pattern = message.kind === 'event' ? /^[a-z]+\.[a-z-]+\.v\d+$/ : /^[a-z]+\.[a-z-]+$/;
      expect(message.name).toMatch(pattern);
      expect(message.name.startsWith(`${message.service}.`)).toBe(true);
    }
  });

  it('takes exactly the parameters its path names, and says who owns what', () => {
    for (const route of allRoutes()) {
      const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string).sort();
      const shape = Object.keys(
        (jsonSchemaOf(route.params, 'input')['properties'] as object | undefined) ?? {},
      ).sort();
      expect(shape, `${route.method} ${route.path}`).toEqual(inPath);
      if (route.owned !== undefined) expect(inPath).toContain(route.owned);
    }
  });

  it('answers with an object and refuses fields it does not know', () => {
    for (const route of allRoutes().filter(({ stream }) => !stream)) {
      expect(jsonSchemaOf(route.output, 'output')['type'], `${route.method} ${route.path}`).toBe('object');
      if (nameOf('payment', route) === 'receiveWebhook') continue;
      const parsed = parseInput(route, {
        params: { surprise: 1 },
        query: { surprise: 1 },
        body: { surprise: 1 },
      });
      expect(parsed.ok, `${route.method} ${route.path}`).toBe(false);
    }
  });

  it('reads the answer of a newer service, and nothing that is missing or something else', () => {
    const entry = { slug: 'drone', name: 'Drones', products: 3, description: '', parent: null, position: 1 };
    const told = { items: [{ ...entry, picture: '/drone.svg' }, entry], next: null };
    const read = parseAnswer(contracts.catalogue.listCategories, told);
    expect(read).toEqual({ success: true, data: { items: [entry, entry] } });
    expect(told.items[0]).toHaveProperty('picture');
    for (const wrong of [{}, null, 'no', { items: [{ ...entry, products: 'three' }] }]) {
      expect(parseAnswer(contracts.catalogue.listCategories, wrong).success).toBe(false);
    }
  });

  it('draws schemas that say what is refused: white space alone, no body, addresses no mail server takes', () => {
    const drawn = jsonSchemaOf(contracts.user.register.body, 'input')['properties'] as Record<
      string,
      { pattern: string }
    >;
    const email = new RegExp(drawn['email']?.pattern ?? '$.');
    const name = new RegExp(drawn['name']?.pattern ?? '$.');
    const { register, addAddress, updateProfile } = contracts.user;
    for (const address of ['ada@example.org', 'a.b+c@x-y.co.uk', `${'a'.repeat(64)}@b.at`]) {
      expect(email.test(address)).toBe(true);
      expect(register.body.shape.email.safeParse(address).success).toBe(true);
    }
    for (const address of ['', 'a@b', 'a..b@c.de', 'a@-b.de', 'a@b-.de', 'a b@c.de']) {
      expect(email.test(address)).toBe(false);
      expect(register.body.shape.email.safeParse(address).success).toBe(false);
    }
    expect(register.body.shape.email.safeParse(`${'a'.repeat(65)}@b.at`).success).toBe(false);
    expect(name.test('Ada Lovelace')).toBe(true);
    expect(name.test(' \u00a0 ')).toBe(false);
    expect(addAddress.body.shape.name.safeParse(' \u00a0 ').success).toBe(false);
    const given = { params: {}, query: {} };
    expect(parseInput(updateProfile, { ...given, body: undefined }).ok).toBe(true);
    expect(parseInput(updateProfile, { ...given, body: null }).ok).toBe(false);
  });

  it.each(serviceNames)('every command of %s is handled there, once, and nowhere else', (service) => {
    for (const command of commandsOf(service)) {
      const name = nameOf(service, command);
      for (const other of serviceNames.filter((candidate) => candidate !== 'web')) {
        const handlers = sources(other).join('\n').split(`@HandleCommand(${service}.${name})`).length - 1;
        expect(handlers, `${command.name} in ${other}`).toBe(other === service ? 1 : 0);
      }
    }
  });

  it.each(serviceNames)('every event of %s says whose queues take it', (service) => {
    // A listener in each replica (`every`) has no queue that waits for it while it is away.
    for (const event of eventsOf(service)) {
      const name = `${service}.${nameOf(service, event)}`;
      const listening = serviceNames.filter((one) => {
        const text = sources(one).join('\n');
        return text.includes(`@HandleEvent(${name})`) || text.includes(`.on(${name},`);
      });
      expect([...event.heardBy].sort(), event.name).toEqual(listening.sort());
    }
  });

  it('that is a command has an answer somebody waits for', () => {
    const dispatch = sources('dispatch').join('\n');
    for (const command of serviceNames.flatMap(commandsOf)) {
      expect(dispatch, command.name).toContain(`${command.service}.${nameOf(command.service, command)}`);
    }
  });
});

describe('an error', () => {
  it('has a status, and a sentence a shopper can read', () => {
    for (const [code, [status, sentence]] of Object.entries(errors)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(sentence, code).toMatch(/^[A-Z].*[.]$/);
      expect(sentence).not.toMatch(/undefined|null|error|exception/i);
    }
    expect(sentenceOf('no_such_code')).toBe(errors.internal_error[1]);
  });

  it('is told as RFC 9457 says', () => {
    expect(new Problem('out_of_stock', { facts: { available: 0 } }).toJSON('t')).toEqual({
      type: '/errors/out_of_stock',
      title: errors.out_of_stock[1],
      status: 409,
      code: 'out_of_stock',
      traceId: 't',
      facts: { available: 0 },
    });
  });
});

describe('what is wrong with a field', () => {
  const kinds = (body: unknown) => {
    const parsed = parseInput(contracts.web.openAccount, { params: {}, query: {}, body });
    return parsed.ok ? [] : parsed.issues.map(({ path, kind, limit }) => [path, kind, limit]);
  };

  it('is told by its sort, so that a page can say it in the language of its reader', () => {
    expect(kinds({ name: ' ', email: 'ann', password: 'short' })).toEqual(
      expect.arrayContaining([
        ['body.name', 'required', undefined],
        ['body.email', 'not_email', undefined],
        ['body.password', 'too_short', 8],
      ]),
    );
    expect(kinds({ name: 'x'.repeat(41), email: 'ann@example.org' })).toEqual([
      ['body.name', 'too_long', 40],
      ['body.password', 'required', undefined],
    ]);
  });
});

describe('a path', () => {
  it('carries parameters and queries safely', () => {
    const route = contracts.catalogue.listProducts as AnyRoute;
    expect(pathOf(route, { query: { attribute: ['Colour:red', 'Power:a&b'], page: 2 } })).toBe(
      '/products?attribute=Colour%3Ared&attribute=Power%3Aa%26b&page=2',
    );
    expect(pathOf(contracts.catalogue.getProduct as AnyRoute, { params: { sku: '../x?y' } })).toBe(
      '/products/..%2Fx%3Fy',
    );
  });
});

describe('a payment token', () => {
  it.each(['4111111111111111', '4111 1111 1111 1111', 'tok_4111-1111-1111-1111', 'x4111111111111111'])(
    'is never a card number: %s',
    (token) => expect(contracts.payment.PaymentToken.safeParse(token).success).toBe(false),
  );
  it('is what a provider hands out', () => {
    expect(contracts.payment.PaymentToken.safeParse('pm_1PxKd2eZvKYlo2C8').success).toBe(true);
    expect(contracts.payment.PaymentToken.safeParse('https://psp.example/sessions/eyJrIjoxfQ').success).toBe(
      true,
    );
  });
});
