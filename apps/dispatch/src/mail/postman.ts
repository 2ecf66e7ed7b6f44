import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HealthRegistry } from '@shop/health';
import { createTransport, type Transporter } from 'nodemailer';
import { Settings } from '../settings.ts';
import { htmlOf, type Letter, textOf } from './letter.ts';

const CONNECT_MS = 5_000;
const SILENCE_MS = 15_000;
const SEND_MS = 30_000;

export interface Addressed {
  /** The mail's own id: a mailbox that gets it twice can tell. */
  id: string;
  to: string;
  letter: Letter;
  unsubscribe?: string | undefined;
}

/** Hands e-mail over by SMTP. */
@Injectable()
export class Postman implements OnModuleDestroy {
  private readonly transport: Transporter;
  private readonly from: string;
  private readonly host: string;

  constructor(settings: Settings, health: HealthRegistry) {
    this.from = settings.mailFrom;
    this.host = new URL(settings.publicUrl).hostname;
    this.transport = createTransport({
      url: settings.smtpUrl,
      pool: true,
      maxConnections: 3,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
    });
    // Orders go on without it: mails wait.
    health.add({ name: 'smtp', critical: false, check: () => this.transport.verify() });
  }

  /** Throws when the mail server did not take it. */
  async send({ id, to, letter, unsubscribe }: Addressed): Promise<void> {
    await this.transport.sendMail({
      from: this.from,
      to,
      subject: letter.subject,
      text: textOf(letter),
      html: htmlOf(letter),
      messageId: `<${id}@${this.host}>`,
      signal: AbortSignal.timeout(SEND_MS),
      ...(unsubscribe === undefined ? {} : { list: { unsubscribe } }),
    });
  }

  onModuleDestroy(): void {
    this.transport.close();
  }
}
