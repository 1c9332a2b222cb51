import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { registry } from '#schemas/index.ts';
import { asyncapi } from '../../../docs/generate/asyncapi.ts';

/** AsyncAPI 3.0 is what the project publishes; the rule would have every document moved to the newest minor. */
const JUSTIFIED = ['asyncapi-latest-version'];

const document = asyncapi('1.0.0');
const keys = (value: unknown) => Object.keys(value as object);

describe('the AsyncAPI document', () => {
  it('passes the rules of the public parser', async () => {
    const { diagnostics } = await new Parser().parse(JSON.stringify(document));

    expect(diagnostics.filter(one => !JUSTIFIED.includes(String(one.code)))).toEqual([]);
  });

  it('receives every action and every task and sends every frame', () => {
    expect(keys(document['operations'])).toEqual(
      expect.arrayContaining(['receiveResume', 'receivePing', 'sendFeed', 'sendReset', 'runExpireWrapUp']),
    );
  });

  it('has a schema for every type of event', () => {
    const types = Object.values(registry).flatMap(domain => Object.values(domain.events).map(event => event.type));
    const { schemas } = document['components'] as { schemas: Record<string, { title?: string }> };

    const titles = Object.values(schemas).map(schema => schema.title);

    expect(titles).toEqual(expect.arrayContaining(types));
  });
});
