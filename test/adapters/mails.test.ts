import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalMails, localMails } from '#local/mail/local-mails.ts';
import { sesMails } from '#shared/adapters/mail/ses-mails.ts';
import type { MailSender } from '#shared/app/transcripts/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';

/** Both ways that mails go out keep the same promises. */

const mail = {
  from: 'chat@company.example',
  to: 'kim@example.com',
  subject: 'Ihr Gespräch',
  text: 'Grüße',
  html: '<p>Grüße</p>',
};

interface Way {
  readonly sender: MailSender;
  refuseNext(): void;
  /** What was taken, in the same words. */
  taken(): unknown[];
  stop(): Promise<void>;
}

function overSmtp(): Way {
  const mails: LocalMails = localMails();
  return {
    sender: mails,
    refuseNext: () => mails.refuse(1),
    taken: () =>
      mails.received().map(({ content, envelope }) => ({
        ...{ from: envelope.from, to: envelope.to[0], subject: content.subject },
        ...{ text: content.text?.trim(), html: content.html?.trim() },
      })),
    stop: () => mails.stop(),
  };
}

/** SES as its documentation describes it. */
function overSes(answer: (refuse: boolean) => Response | Promise<Response> = () => new Response('{}')): Way {
  const taken: unknown[] = [];
  let refuse = false;
  const surroundings = {
    fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const request = new Request(String(input), init);
      const refused = refuse;
      refuse = false;
      if (refused) return new Response('{"message":"slow down"}', { status: 429 });
      const { FromEmailAddress: from, Destination, Content } = JSON.parse(await request.text());
      const { Subject, Body } = Content.Simple;
      expect(request.url).toBe('https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails');
      expect(request.headers.get('authorization')).toContain('/eu-central-1/ses/aws4_request');
      const content = { subject: Subject.Data, text: Body.Text.Data, html: Body.Html?.Data };
      taken.push({ from, to: Destination.ToAddresses[0], ...content });
      return answer(refused);
    },
  };
  const credentials = () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret' });
  return {
    sender: sesMails({ region: 'eu-central-1', credentials, surroundings }),
    refuseNext: () => {
      refuse = true;
    },
    taken: () => taken,
    stop: async () => undefined,
  };
}

describe.each([
  ['SMTP', overSmtp],
  ['SES', () => overSes()],
])('a mail over %s', (_, open) => {
  let way: Way;
  beforeAll(() => {
    way = open();
  });
  afterAll(() => way.stop());

  test('arrives as it was sent', async () => {
    await way.sender.send(mail);

    expect(way.taken().at(-1)).toEqual(mail);
  });

  test('may be a text alone', async () => {
    await way.sender.send({ ...mail, html: null });

    expect(way.taken().at(-1)).toMatchObject({ text: 'Grüße', html: undefined });
  });

  test('that is refused may be sent again later', async () => {
    const before = way.taken().length;
    way.refuseNext();

    const refused = await way.sender.send(mail).catch((thrown: unknown) => thrown);
    await way.sender.send(mail);

    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: 'TRY_LATER' });
    expect(way.taken()).toHaveLength(before + 1);
  });
});

describe('a mail of which nobody knows whether SES took it', () => {
  test.each([
    ['an answer that does not come', () => Promise.reject(new Error('the line is dead'))],
    ['a fault of SES', () => new Response('{}', { status: 500 })],
  ])('is asked for once, and is no reason to try later: %s', async (_, answer) => {
    const way = overSes(answer);

    const failed = await way.sender.send(mail).catch((thrown: unknown) => thrown);

    expect(failed).not.toMatchObject({ code: 'TRY_LATER' });
    expect(way.taken()).toHaveLength(1);
  });
});
