import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { MailSender } from '#shared/app/transcripts/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** A mail as it has arrived. */
export interface ReceivedMail {
  /** The sender and the recipients that the server was told, whatever the headers say. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly content: Email;
}

export interface LocalMails extends MailSender {
  /** Newest last. */
  received(): readonly ReceivedMail[];
  /** Lets the server refuse the next so many mails. */
  refuse(count: number): void;
  stop(): Promise<void>;
}

const KEPT = 500;

/** Mails go over SMTP to a server in this process, started with the first of them, and stay there to be looked at. */
export function localMails(): LocalMails {
  const mails: ReceivedMail[] = [];
  let refusals = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom(_address, _session, done) {
      if (refusals === 0) return done();
      refusals -= 1;
      done(Object.assign(new Error('try again later'), { responseCode: 451 }));
    },
    async onData(stream, { envelope }, done) {
      const raw = await new Response(stream as never).arrayBuffer();
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      const to = envelope.rcptTo.map(({ address }) => address);
      mails.push({ envelope: { from, to }, content: await PostalMime.parse(raw) });
      mails.splice(0, mails.length - KEPT);
      done();
    },
  });
  let port: Promise<number> | undefined;
  const listening = () => {
    port ??= new Promise<number>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve((server.server.address() as { port: number }).port));
    });
    return port;
  };

  return {
    async send({ from, to, subject, text, html }) {
      const transport = createTransport({ host: '127.0.0.1', port: await listening(), secure: false, ignoreTLS: true });
      try {
        await transport.sendMail({ from, to, subject, text, ...(html !== null && { html }) });
      } catch (thrown) {
        const { responseCode = 0 } = thrown as { responseCode?: number };
        throw responseCode >= 400 ? new AppError('TRY_LATER', {}, { cause: thrown }) : thrown;
      } finally {
        transport.close();
      }
    },
    received: () => mails,
    refuse: count => {
      refusals = count;
    },
    stop: async () => {
      if (port) await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
