import { describe, expect, it } from 'vitest';
import { routes as clientRoutes } from '#schemas/client.ts';
import { errors } from '#schemas/errors.ts';
import { registry } from '#schemas/index.ts';
import type { Route } from '#schemas/kit/route.ts';
import { stages, synthesise } from '../infra/synthesis.ts';
import { filesAt } from './sources.ts';

const domains = Object.entries(registry);
const routes: [string, Route][] = domains.flatMap(([, domain]) => Object.entries(domain.routes));
const actions = domains.flatMap(([, domain]) => Object.values(domain.actions));
const entities = domains.flatMap(([, domain]) => domain.entities);
const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

/** POSTs that repeat without harm and need neither a key nor a name of their own. */
const HARMLESS_TO_REPEAT: Readonly<Record<string, string>> = {
  dryRunFlow: 'reads',
  heartbeat: 'extends a lease to the same instant',
  sendTyping: 'stores nothing; the other side sees it for some seconds',
  customerSendTyping: 'stores nothing; the other side sees it for some seconds',
  customerCreateAttachment: 'leave that nobody uses expires',
  createAttachment: 'leave that nobody uses expires',
  customerConfirmAttachment: 'the file names its line',
  confirmAttachment: 'the file names its line',
  chatServiceLeaveChat: 'leaving again changes nothing',
  chatServiceSendTyping: 'stores nothing that lasts; the other side sees it for some seconds',
  chatServiceGetEvents: 'gives what is new; what was given comes again for `After`',
  chatServiceGetQueueInfo: 'reads',
  chatServiceGetChatInfo: 'reads',
  chatServiceGetChatConfiguration: 'reads',
  chatServiceGetVersion: 'reads',
  issueSocketTicket: 'a ticket that is not used expires in 30 s',
};

const takesMessageId = ({ body }: Route) =>
  body !== undefined && 'shape' in body && 'clientMessageId' in (body.shape as object);

describe('names', () => {
  it('of operations are unique over all domains', () => {
    expect(repeated(routes.map(([id]) => id))).toEqual([]);
  });

  it('of method and path are unique', () => {
    expect(repeated(routes.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`))).toEqual(
      [],
    );
  });

  it('of events, actions and tasks are unique', () => {
    const names = domains.flatMap(([, domain]) => [
      ...Object.values(domain.events).map(event => event.type),
      ...Object.values(domain.actions).map(action => action.action),
      ...Object.values(domain.tasks).map(task => task.name),
    ]);

    expect(repeated(names)).toEqual([]);
  });

  it('of rows are unique', () => {
    expect(repeated(entities.map(entity => entity.name))).toEqual([]);
  });
});

describe('refusals', () => {
  it('have a code of the catalogue', () => {
    const unknown = [...routes.map(([, route]) => route), ...actions]
      .flatMap(one => one.errors)
      .filter(code => !(code in errors));

    expect(unknown).toEqual([]);
  });

  it('of the catalogue are all in use', () => {
    const edge = [
      'REQUEST_INVALID',
      'TOKEN_INVALID',
      'ROUTE_NOT_FOUND',
      'BODY_TOO_LARGE',
      'IDEMPOTENCY_KEY_REUSED',
      'RATE_LIMITED',
      'INTERNAL',
      'TRY_LATER',
      'VOICE_BUSY',
      'VOICE_UNAVAILABLE',
    ];
    const used = new Set([...edge, ...[...routes.map(([, route]) => route), ...actions].flatMap(one => one.errors)]);

    expect(Object.keys(errors).filter(code => !used.has(code))).toEqual([]);
  });
});

describe('commands', () => {
  const posts = routes.filter(([, { method }]) => method === 'POST');

  it('can be repeated: by a key, by the name of the message, or because it does no harm', () => {
    const unsafe = posts.filter(
      ([id, route]) => !route.idempotent && !takesMessageId(route) && !(id in HARMLESS_TO_REPEAT),
    );

    expect(unsafe.map(([id]) => id)).toEqual([]);
  });

  it('that are excused exist and need the excuse', () => {
    const excused = posts.filter(([id, route]) => id in HARMLESS_TO_REPEAT && !route.idempotent);

    expect(excused.map(([id]) => id).toSorted()).toEqual(Object.keys(HARMLESS_TO_REPEAT).toSorted());
  });
});

describe('the projections of the registry', () => {
  it.each(domains.map(([name]) => name))('bind the routes of %s', name => {
    expect(filesAt(`functions/${name}/api.ts`)).toHaveLength(1);
  });

  it('give clients the same routes', () => {
    const ofRegistry = Object.fromEntries(domains.map(([name, domain]) => [name, domain.routes]));

    expect(clientRoutes).toEqual(ofRegistry);
  });

  it('deploy every entry point once', () => {
    const files = filesAt('functions/*/*.lambda.ts');

    const { entries } = synthesise(stages.sip);

    expect(entries.map(entry => `functions/${entry}.lambda.ts`)).toEqual(expect.arrayContaining(files));
    expect(new Set(entries).size).toBe(entries.length);
  });

  it('deploy nothing that is no entry point', () => {
    const files = filesAt('functions/*/*.lambda.ts');

    const { entries } = synthesise(stages.voice);

    expect(files).toEqual(expect.arrayContaining(entries.map(entry => `functions/${entry}.lambda.ts`)));
  });
});
