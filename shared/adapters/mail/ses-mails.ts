import { AwsError, isBusy } from '#shared/adapters/aws/aws-error.ts';
import { type Connection, signedPost } from '#shared/adapters/aws/signed-requests.ts';
import type { MailSender } from '#shared/app/transcripts/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** Mails over SES. It is asked once: a request that got no answer may have been carried out. */
export function sesMails(connection: Connection): MailSender {
  const endpoint = connection.endpoint ?? `https://email.${connection.region}.amazonaws.com`;
  const post = signedPost('ses', { ...connection, endpoint }, { attempts: 1 });
  return {
    async send({ from, to, subject, text, html }) {
      const body = JSON.stringify({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: utf8(subject),
            Body: { Text: utf8(text), ...(html !== null && { Html: utf8(html) }) },
          },
        },
      });
      const headers = { 'content-type': 'application/json' };
      await post({ path: '/v2/email/outbound-emails', headers, body }).catch((thrown: unknown) => {
        throw wasRefused(thrown) ? new AppError('TRY_LATER', {}, { cause: thrown }) : thrown;
      });
    },
  };
}

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** SES has said that it did not take the mail; silence and a fault of its own say nothing. */
const wasRefused = (thrown: unknown): boolean =>
  thrown instanceof AwsError && ((thrown.status >= 400 && thrown.status < 500) || isBusy(thrown.name));
