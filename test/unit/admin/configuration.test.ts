import { describe, expect, it } from 'vitest';
import {
  campaignOf,
  configured,
  namedQueue,
  queueOf,
  ringSeconds,
  rulesOf,
} from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { campaign, configuration, hours, queue, reason, scheme, settings, skill } from './builders.ts';

const refusal = (code: string) => expect.objectContaining({ code });

describe('configuration', () => {
  it('holds the objects of each kind by id', () => {
    const tenant = configuration({
      skills: [skill()],
      queues: [queue()],
      'presence-reasons': [reason()],
      'outcome-schemes': [scheme()],
      'business-hours': [hours()],
    });

    const ids = (
      ['skills', 'queues', 'campaigns', 'presence-reasons', 'outcome-schemes', 'business-hours'] as const
    ).map(kind => [...configured(tenant, kind).keys()]);

    expect(ids).toEqual([['german'], ['sales'], ['inbound'], ['lunch'], ['standard'], ['office']]);
  });

  it('has the default settings until some are saved', () => {
    const saved = settings({ coolDownSeconds: 60 });

    const found = [configuration(), configuration({ settings: saved })].map(one => one.settings);

    expect(found).toEqual([settings(), saved]);
  });

  it('finds queues and campaigns by id', () => {
    const tenant = configuration({ queues: [queue()] });

    const found = [queueOf(tenant, 'sales').name, campaignOf(tenant, 'inbound').name];

    expect(found).toEqual(['Sales', 'Inbound']);
  });

  it('refuses unknown ids', () => {
    const tenant = configuration();

    expect(() => queueOf(tenant, 'gone')).toThrow(AppError);
    expect(() => queueOf(tenant, 'gone')).toThrow(refusal('QUEUE_NOT_FOUND'));
    expect(() => campaignOf(tenant, 'gone')).toThrow(refusal('CAMPAIGN_NOT_FOUND'));
  });

  it('has rules that ask for nothing where the queue or campaign of a record is gone', () => {
    const tenant = configuration({ queues: [queue()] });

    const known = rulesOf(tenant, { queueId: 'sales', campaignId: 'inbound' });
    const gone = rulesOf(tenant, { queueId: 'gone', campaignId: 'past' });

    expect([known.queue, known.campaign]).toEqual([queue(), campaign()]);
    expect(gone).toMatchObject({ queue: { id: 'gone' }, campaign: { id: 'past', dispositionRequired: false } });
  });

  it.each([['SUPPORT ÄÖ'], [' support äö '], ['support a\u0308o\u0308']])('finds a queue by the name %j', queueName => {
    const tenant = configuration({ queues: [queue({ name: 'Support ÄÖ' })] });

    const found = namedQueue(tenant, { queueName });

    expect(found.id).toBe('sales');
  });

  it('prefers the id over the name of a queue, and refuses when neither is known', () => {
    const tenant = configuration({ queues: [queue(), queue({ id: 'support', name: 'Support' })] });

    const found = namedQueue(tenant, { queueId: 'support', queueName: 'Sales' });

    expect(found.id).toBe('support');
    expect(() => namedQueue(tenant, { queueName: 'gone' })).toThrow(refusal('QUEUE_NOT_FOUND'));
    expect(() => namedQueue(tenant, {})).toThrow(refusal('QUEUE_NOT_FOUND'));
  });

  it("a campaign's ring time precedes the tenant's (CAMP-03)", () => {
    const inbound = campaign({ ringSeconds: { voice: 33 } });

    const seconds = [ringSeconds(configuration(), inbound, 'voice'), ringSeconds(configuration(), inbound, 'email')];

    expect(seconds).toEqual([33, 120]);
  });
});
