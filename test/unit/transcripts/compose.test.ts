import { describe, expect, it } from 'vitest';
import { TranscriptSettings } from '#schemas/admin/transcript-settings.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import { composeMail, type MailFacts, mailObstacle } from '#shared/domain/transcripts/compose.ts';
import { filledTemplate } from '#shared/domain/transcripts/fill.ts';
import { endedInteraction, entry, NOW, queue, user } from '#test/support/builders.ts';

const customer = { id: 'c-1', name: 'Carla', email: 'carla@example.org', phone: '+15550123' };
const conversation = (given: Partial<InteractionRecord> = {}) =>
  endedInteraction({ customer, firstEnqueuedAt: '2026-11-21T09:05:00.000Z', ...given });
const agentSaid = (text: string) => entry({ author: { kind: 'agent', id: 'ana', name: 'Ana' }, text });

function mail(transcript: object, given: Partial<MailFacts> = {}) {
  return composeMail({
    interaction: conversation(),
    queue: queue({ transcript: { senderAddress: 'sales@example.org', ...transcript } }),
    agent: user({ name: 'Ana Example', firstName: 'Ana', lastName: 'Example', chatDisplayName: 'Annie' }),
    entries: [entry(), agentSaid('Good day')],
    now: NOW,
    ...given,
  });
}
const text = (body: string, given: Partial<MailFacts> = {}) => mail({ format: 'text', body }, given).text;

describe('a transcript by mail', () => {
  it('goes from the queue to the customer, as text and as a page, where no template was made', () => {
    const { from, html, subject, text: body, to } = mail({});

    expect({ from, to, subject }).toEqual({
      from: 'sales@example.org',
      to: 'carla@example.org',
      subject: 'Your conversation with Sales',
    });
    expect(body).toContain('Hello Carla,');
    expect(body).toContain('Carla: Hello\n');
    expect(html).toContain('<b>Ana</b>: Good day</p>');
  });

  it('is a text alone where its template is one', () => {
    expect(mail({ format: 'text', body: 'Said: $Transcript$' }).html).toBeNull();
    expect(mail({ format: 'html', body: '<i>$Customer$</i>' })).toMatchObject({ html: '<i>Carla</i>' });
    expect(mail({ format: 'html', body: '<i>$Customer$</i>' }).text).toContain('Hello Carla');
  });

  it('says dates and times in the locale of the customer, or of the queue where that is unknown', () => {
    const received = (locale: string | null) => text('$Received.Date$', { interaction: conversation({ locale }) });

    expect(received('en-US')).toBe('11/21/26');
    expect(received('de-DE')).toBe('21.11.26');
    expect([received(null), received('not a locale')]).toEqual(['11/21/26', '11/21/26']);
    expect(received('xx')).toBe('11/21/26');
  });

  it.each([
    ['$Agent$', 'Ana Example'],
    ['$Agent.FirstName$ $Agent.LastName$', 'Ana Example'],
    ['$Agent.ChatName$', 'Annie'],
    ['$Customer.Email$ $Customer.Number$', 'carla@example.org +15550123'],
    ['$ServiceGroup.Email$', 'sales@example.org'],
    ['$Date$', '11/21/26'],
  ])('fills %s', (body, expected) => {
    expect(text(body)).toBe(expected);
  });

  it('leaves alone what looks like a placeholder and is none', () => {
    const filled = filledTemplate('$Customer$ owes $toString$, $Agent$ and 5$', { Customer: 'Carla' }, value => value);

    expect(filled).toBe('Carla owes $toString$, $Agent$ and 5$');
  });

  it('names an agent who is gone as he was shown, and has nothing where nothing is known', () => {
    const anonymous = conversation({ customer: { id: null, name: null, email: null, phone: null } });
    const nobody = conversation({ assignments: [] });

    expect(text('$Agent$/$Agent.ChatName$/$Agent.FirstName$', { agent: undefined })).toBe('Ana/Ana/');
    expect(text('$Agent$', { agent: undefined, interaction: nobody })).toBe('');
    expect(text('$Customer$/$Customer.Email$/$Customer.Number$', { interaction: anonymous })).toBe('//');
  });

  it('names an agent without a name for chats as he is called', () => {
    expect(text('$Agent.ChatName$', { agent: user({ name: 'Ana Example' }) })).toBe('Ana Example');
  });

  it('names no agent who is not named to customers', () => {
    const interaction = conversation({ hidesAgentNames: true });

    expect(text('$Agent$$Agent.ChatName$|$Transcript$', { interaction, entries: [agentSaid('Hi')] })).toMatch(
      /^\|\[.*\] Agent: Hi$/,
    );
  });

  it('holds what was said, and nothing that was for agents alone', () => {
    const entries = [
      entry({ kind: 'queued', text: 'One moment', author: { kind: 'system', id: null, name: null } }),
      entry({ text: 'First\nsecond' }),
      entry({ text: 'psst', audience: 'agents' }),
      entry({ text: null }),
      entry({ author: { kind: 'agent', id: 'ben', name: 'Ben', anonymous: true }, text: 'Here' }),
      entry({ author: { kind: 'customer', id: null, name: null }, text: 'Thanks' }),
    ];
    const lines = text('$Transcript$', { entries }).split(/\n?\[[^\]]*\] /);

    expect(lines).toEqual(['', 'Carla: First\nsecond', 'Agent: Here', 'Customer: Thanks']);
    expect(mail({}, { entries }).html).toContain('First<br>second');
  });

  it('takes nothing that a customer wrote for a placeholder, a tag or a header', () => {
    const interaction = conversation({ customer: { ...customer, name: '$Agent$\r\nBcc: <b>"&\'' } });
    const hostile = mail({ subject: 'For $Customer$', body: '<p>$Customer$</p>', format: 'html' }, { interaction });

    expect(hostile.subject).toBe('For $Agent$ Bcc: <b>"&\'');
    expect(hostile.html).toBe('<p>$Agent$\r\nBcc: &lt;b&gt;&quot;&amp;&#39;</p>');
  });
});

describe('no mail can be sent', () => {
  const settings = (senderAddress?: string) => TranscriptSettings.parse({ senderAddress });
  const to = (email: string | null) => ({ customer: { ...customer, email } });

  it('without somebody whom it comes from', () => {
    expect(mailObstacle(to('carla@example.org'), settings())).toBe('no-sender');
  });

  it("without an address of the customer's that is nothing but one", () => {
    const by = settings('sales@example.org');

    expect(mailObstacle(to(null), by)).toBe('no-address');
    expect(mailObstacle(to('carla@example.org, all@example.org'), by)).toBe('no-address');
    expect(mailObstacle(to('carla@example.org'), by)).toBeNull();
  });

  it('from an address that would be more than one', () => {
    const by = { ...settings(), senderAddress: 'a@example.org,b@example.org' };

    expect(mailObstacle(to('carla@example.org'), by)).toBe('no-sender');
  });
});
