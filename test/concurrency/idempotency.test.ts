import { describe, expect, test } from 'vitest';
import type { Faults } from '#shared/adapters/store/memory.ts';
import { expectContractedReply } from '../support/contract.ts';
import { FakeTelephone } from '../support/fake-telephone.ts';
import { type InProcess, inProcess, type WireRequest } from '../support/in-process.ts';
import type { Operation } from '../support/operations.ts';
import type { Reply } from '../support/world.ts';
import { watchEffects } from './effects.ts';
import { mutating, situationOf } from './situations.ts';

/*
 * Goal R4, for every operation of the registry that changes something. What needs no key must do no harm when it comes
 * again, and may be refused; what takes one, or a name of its message, is answered as it was the first time.
 */
const named = mutating.map(operation => [operation.id, operation] as const);
const repeatable = ({ id, route }: Operation): boolean => Boolean(route.idempotent) || /endMessage$/i.test(id);
const answer = ({ body, status }: Reply) => ({ status, body });

async function prepared(operation: Operation, faults: Faults = {}) {
  const w = await inProcess({
    faults,
    voice: ({ application, clock }) => new FakeTelephone(clock, () => application().telephone),
  });
  const request = await situationOf(operation)(w, operation);
  const keyed: WireRequest = operation.route.idempotent
    ? { ...request, headers: { ...request.headers, 'idempotency-key': 'again' } }
    : request;
  await w.settled();
  return { w, send: () => w.exchange(keyed), effects: watchEffects(w.store) };
}

/** A process that dies at one of its calls to the store: before it, or when it is done and nobody has been told. */
function dyingAt(faults: Faults, call: number, when: 'before' | 'after') {
  let calls = 0;
  const die = () => {
    throw new Error('the process is gone');
  };
  faults.before = () => {
    calls += 1;
    if (calls > call || (calls === call && when === 'before')) die();
  };
  faults.after = () => {
    if (calls === call && when === 'after') die();
  };
}

function recover(faults: Faults): void {
  faults.before = undefined;
  faults.after = undefined;
}

async function roundTripsOf(operation: Operation) {
  const faults: Faults = {};
  const { effects, send } = await prepared(operation, faults);
  let calls = 0;
  faults.before = () => {
    calls += 1;
  };
  const reply = await send();
  return { calls, reply, effects: effects.seen() };
}

const expectWorking = (w: InProcess) => expect(w.defects.filter(text => !/the process is gone/.test(text))).toEqual([]);

describe('a command', () => {
  test.each(named)('has the effect of one when it comes five times: %s', async (_, operation) => {
    const { effects, send, w } = await prepared(operation);

    const first = await send();
    const once = effects.seen();
    const others: Reply[] = [];
    for (let again = 0; again < 4; again++) others.push(await send());

    expect(first.status, JSON.stringify(first.body)).toBeLessThan(300);
    expect(effects.seen()).toEqual(once);
    for (const other of others) expectContractedReply(other, operation);
    if (repeatable(operation)) expect(others.map(answer)).toEqual(Array(4).fill(answer(first)));
    expectWorking(w);
  });

  test.each(named)('has the effect of one when it comes five times at once: %s', async (_, operation) => {
    const { effects: one } = await roundTripsOf(operation);
    const { effects, send, w } = await prepared(operation);

    const replies = await Promise.all(Array.from({ length: 5 }, send));

    expect(effects.seen()).toEqual(one);
    for (const reply of replies) expectContractedReply(reply, operation);
    if (repeatable(operation)) expect(replies.map(answer)).toEqual(Array(5).fill(answer(replies[0] as Reply)));
    expectWorking(w);
  });

  test.each(named)('has one effect when the process dies at any of its calls: %s', async (_, operation) => {
    const clean = await roundTripsOf(operation);

    for (let call = 1; call <= clean.calls; call++) {
      for (const when of ['before', 'after'] as const) {
        const faults: Faults = {};
        const { effects, send, w } = await prepared(operation, faults);

        dyingAt(faults, call, when);
        await send();
        recover(faults);
        await w.restart();
        const again = await send();
        const third = await send();

        const where = `${when} call ${call} of ${clean.calls}`;
        expect(effects.seen(), where).toEqual(clean.effects);
        expectContractedReply(again, operation);
        if (repeatable(operation)) {
          expect(again.status, `${where}: ${JSON.stringify(again.body)}`).toBe(clean.reply.status);
          expect(answer(third), where).toEqual(answer(again));
        }
        expectWorking(w);
      }
    }
  });
});
