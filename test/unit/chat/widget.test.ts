import { describe, expect, it } from 'vitest';
import { ChatWidget } from '#schemas/admin/model.ts';
import { PublicChatWidget } from '#schemas/chat/configuration.ts';
import { assertOrigin, framing, originHeaders } from '#shared/domain/chat/origins.ts';
import { patienceOf, publicWidget, unavailability, widgetOf } from '#shared/domain/chat/widget.ts';
import { completed } from '#shared/domain/chat/widget-request.ts';
import { queue, settings } from '../../support/builders.ts';
import { refused } from '../../support/changes.ts';
import { configuration } from '../admin/builders.ts';

const widget = (given: object = {}) => ChatWidget.parse({ id: 'shop', name: 'Shop', queueId: 'sales', ...given });
const SHOP = 'https://shop.example';
const guarded = widget({ allowedOrigins: [SHOP] });

describe('pages that may use a widget', () => {
  it.each([
    ['without a widget', undefined, 'https://evil.example'],
    ['with one for every page', widget(), 'https://evil.example'],
    ['on the list', guarded, SHOP],
    ['that are no browser', guarded, null],
  ])('are those %s', (_sentence, one, origin) => {
    expect(() => assertOrigin(one, origin)).not.toThrow();
  });

  it('are no others', () => {
    expect(refused(() => assertOrigin(guarded, 'https://evil.example'))).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
  });

  it.each([
    ['nothing without a widget', undefined, SHOP, {}],
    ['nothing where every page may', widget(), SHOP, {}],
    ['the origin that asked', guarded, SHOP, { 'Access-Control-Allow-Origin': SHOP }],
    ['the first where none asked', guarded, null, { 'Access-Control-Allow-Origin': SHOP }],
  ])('hear %s', (_sentence, one, origin, headers) => {
    expect(originHeaders(one, origin)).toMatchObject(headers);
  });

  it('may frame it', () => {
    expect([framing(widget()), framing(guarded)]).toEqual(['frame-ancestors *', `frame-ancestors 'self' ${SHOP}`]);
  });
});

describe('a request', () => {
  const said = { customer: { name: 'Kim', email: 'kim@example.org' }, privateData: 'order 5' };

  it('without a widget is what it says', () => {
    expect(completed(said, undefined)).toEqual({
      customer: { id: null, name: 'Kim', email: 'kim@example.org', phone: null },
      ...{ initialMessage: null, privateData: 'order 5', sessionTag: null },
    });
  });

  it('takes from its widget what it does not say itself', () => {
    const full = widget({
      customer: { name: 'Customer', id: 'c-9', phone: '1' },
      ...{ initialMessage: 'Hello', privateData: 'from the page', sessionTag: 'shop' },
    });

    expect(completed(said, full)).toEqual({
      customer: { id: 'c-9', name: 'Kim', email: 'kim@example.org', phone: '1' },
      ...{ initialMessage: 'Hello', privateData: 'order 5', sessionTag: 'shop' },
    });
    expect(completed({ ...said, privateData: undefined }, full).privateData).toBe('from the page');
  });

  it('is disregarded in what it says of the customer, where the widget says so', () => {
    const deaf = widget({ ignoreCustomerDetails: true });

    expect(completed({ customer: { ...said.customer, id: 'c-1' } }, deaf).customer).toEqual({
      ...{ id: 'c-1', name: 'Customer', email: null, phone: null },
    });
  });
});

describe('a chat', () => {
  const open = { availability: 'open' as const, staffed: true };

  it.each([
    ['can be had', queue(), widget(), open, null],
    ['can be had without a widget, whoever is at work', queue(), undefined, { ...open, staffed: false }, null],
    [
      'can be had from a widget that waits for agents',
      queue(),
      widget({ requiresAgents: false }),
      { ...open, staffed: false },
      null,
    ],
    ['is switched off', queue(), widget({ enabled: false }), open, 'disabled'],
    ['is not for this queue', queue(), widget({ rejectedQueueIds: ['sales'] }), open, 'rejected'],
    ['is out of hours', queue(), undefined, { ...open, availability: 'closed' as const }, 'closed'],
    ['is not for a queue of calls', queue({ channels: ['voice'] }), undefined, open, 'barred'],
    ['has nobody to talk to', queue(), widget(), { ...open, staffed: false }, 'no-agents'],
  ])('%s', (_sentence, wanted, one, now, reason) => {
    expect(unavailability(wanted, one, now)).toBe(reason);
  });

  it.each([
    ['the smaller silence', { idleSeconds: 900 }, widget(), 300],
    ['the tenant’s silence where that is shorter', { idleSeconds: 100 }, widget(), 100],
    ['the tenant’s without a widget', { idleSeconds: 900 }, undefined, 900],
    ['all the time without either', { idleSeconds: null }, undefined, null],
  ])('has %s', (_sentence, chat, one, idleSeconds) => {
    expect(patienceOf(settings({ chat }), one).idleSeconds).toBe(idleSeconds);
  });
});

describe('a widget', () => {
  it('is found by its id', () => {
    const known = configuration({ 'chat-widgets': [widget()] });

    expect(widgetOf(known, 'shop').name).toBe('Shop');
    expect(refused(() => widgetOf(known, 'gone')).code).toBe('WIDGET_NOT_FOUND');
  });

  it('is told to its page without what agents and integrations alone may know', () => {
    const secret = widget({ privateData: 'secret', initialMessageToAgent: 'secret', postedMessageOrigin: SHOP });
    const plain = publicWidget(widget(), queue(), settings({ chat: { idleSeconds: null } }));

    const shown = PublicChatWidget.parse(publicWidget(secret, queue({ alias: 7 }), settings()));

    expect(JSON.stringify(shown)).not.toMatch(/secret/);
    expect(shown).toMatchObject({ queue: { id: 'sales', name: 'Sales', alias: 7 }, postedMessageOrigin: SHOP });
    expect(plain).toMatchObject({ queue: { id: 'sales' }, postedMessageOrigin: null, idleSeconds: 300 });
  });
});
