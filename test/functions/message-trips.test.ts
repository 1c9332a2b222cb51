import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EntryEntity } from '#schemas/interactions/entity.ts';
import { put } from '#shared/adapters/store/store.ts';
import { inProcess } from '#test/support/in-process.ts';
import { type Agent, askForChat, type ChatCustomer, signIn } from '#test/support/journeys.ts';

/** A system that counts the round trips to the store that have to wait for each other. */
async function counting() {
  let trips = 0;
  let isUnderWay = false;
  const before = () => {
    if (!isUnderWay) {
      isUnderWay = true;
      trips += 1;
      setImmediate(() => {
        isUnderWay = false;
      });
    }
    return nextTurn();
  };
  const w = await inProcess({ faults: { before } });
  /** How many round trips a command waits for. */
  const tripsOf = async (command: () => Promise<unknown>): Promise<number> => {
    trips = 0;
    await command();
    return trips;
  };
  return { w, tripsOf };
}

async function talking() {
  const { w, tripsOf } = await counting();
  const ana = await signIn(w, 'ana');
  const kim = await askForChat(w, 'support');
  await ana.accept();
  return { w, tripsOf, ana, kim };
}

const answers = (ana: Agent, { chatId }: ChatCustomer, clientMessageId: string = crypto.randomUUID()) =>
  ana.post(`/v1/interactions/${chatId}/messages`, { text: 'Hello', clientMessageId });
const textsOf = async (kim: ChatCustomer): Promise<string[]> =>
  (await kim.get(`/v1/chats/${kim.chatId}/events?after=0`)).body.items
    .filter((item: { type: string }) => item.type === 'message')
    .map((item: { text: string }) => item.text);

describe('a message', () => {
  it('is in the conversation and in the feed of the agent after two trips where the process knows the conversation', async () => {
    const { tripsOf, ana, kim } = await talking();

    const trips = [
      await tripsOf(() => kim.says('one')),
      await tripsOf(() => answers(ana, kim)),
      await tripsOf(() => kim.says('two')),
    ];

    expect(trips).toEqual([2, 2, 2]);
    expect(await textsOf(kim)).toEqual(['one', 'Hello', 'two']);
    const fed = ana.socket.frames.flatMap(frame => (frame.event?.type === 'message.created.v1' ? [frame.seq] : []));
    expect(fed).toHaveLength(3);
  });

  it('takes one more trip in a process that does not', async () => {
    const { w, tripsOf, kim } = await talking();
    await w.restart();

    expect(await tripsOf(() => kim.says('one'))).toBe(3);
    expect(await tripsOf(() => kim.says('two'))).toBe(2);
  });

  it('goes behind the lines of other processes, which it then expects', async () => {
    const { w, tripsOf, kim } = await talking();
    const { body: mine } = await kim.says('one');
    const entry = { ...mine, interactionId: kim.chatId, index: mine.index + 1, kind: 'message', audience: undefined };
    const author = { kind: 'agent' as const, id: 'ana', name: 'Ana' };
    const line = { ...entry, author, text: 'two', clientMessageId: 'elsewhere', version: 1 };
    await w.store.open('demo').commit([put(EntryEntity, line, 'absent')]);

    expect((await kim.says('three')).body).toMatchObject({ index: mine.index + 2 });
    expect(await tripsOf(() => kim.says('four'))).toBe(3);
    expect(await textsOf(kim)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('that comes again is the line that is there', async () => {
    const { ana, kim } = await talking();

    const first = await answers(ana, kim, 'same');
    const again = await answers(ana, kim, 'same');

    expect(again.body).toEqual(first.body);
    expect(await textsOf(kim)).toEqual(['Hello']);
  });

  it('is refused as it is by the store: when the chat is over, and of a desk that was taken over', async () => {
    const { w, ana, kim } = await talking();
    await kim.says('one');
    await signIn(w, 'ana', { session: { force: true } });

    expect(await answers(ana, kim)).toMatchObject({ status: 409, body: { code: 'SESSION_SUPERSEDED' } });
    await kim.leaves();
    expect(await kim.says('two')).toMatchObject({ status: 409, body: { code: 'CHAT_ENDED' } });
    expect(await textsOf(kim)).toEqual(['one']);
  });
});
