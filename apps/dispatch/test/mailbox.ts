import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { until } from '../../../tests/support/until.ts';
import { freePort } from '../../../tools/stack/src/ports.ts';

export interface ReceivedMail {
  to: string;
  subject: string;
  headers: string;
  text: string;
  html: string;
}

const quoted = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

function partOf(raw: string, type: string): string {
  const [, part = ''] =
    new RegExp(`Content-Type: ${type}[\\s\\S]*?\\r\\n\\r\\n([\\s\\S]*?)\\r\\n----_NmP`).exec(raw) ?? [];
  return /quoted-printable/i.test(raw) ? quoted(part) : part;
}

const headerOf = (raw: string, name: string): string =>
  (new RegExp(`^${name}: (.*)$`, 'im').exec(raw.replace(/\r\n[ \t]+/g, ' '))?.[1]?.trim() ?? '')
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?(.*?)\?=/gi, (_, how: string, words: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(words, 'base64').toString('utf8')
        : quoted(words.replaceAll('_', ' ')),
    );

/** A mail server that keeps what it gets. Addresses at refuse.example are refused for good. */
export async function startMailbox(at?: number) {
  // None of those that outgoing connections get: it may go and come back at the same port.
  const port = at ?? (await freePort());
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, callback) {
      if (!address.endsWith('@refuse.example')) return callback();
      callback(Object.assign(new Error('no such person'), { responseCode: 550 }));
    },
    onData(stream, session, callback) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => {
        raw += chunk.toString('latin1');
      });
      stream.on('end', () => {
        const [headers = ''] = raw.split('\r\n\r\n', 1);
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address).join(','),
          subject: headerOf(raw, 'Subject'),
          headers,
          text: partOf(raw, 'text/plain'),
          html: partOf(raw, 'text/html'),
        });
        callback();
      });
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1') as Server;
  if (!listening.listening) await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    mails,
    to: (address: string): ReceivedMail[] => mails.filter((mail) => mail.to === address),
    /** Waits for a mail to this address whose subject fits. */
    get(address: string, subject: RegExp): Promise<ReceivedMail> {
      return until(`mail to ${address}`, () =>
        mails.find((mail) => mail.to === address && subject.test(mail.subject)),
      );
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
