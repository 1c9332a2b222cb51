import { expect, it } from 'vitest';
import { inProcess } from '#test/support/in-process.ts';
import { askForChat, signIn } from '#test/support/journeys.ts';

/** More than an interaction is loaded with. */
const LINES = 30;

it('what was said before an agent joined is not told to him, however late the stream is', async () => {
  const w = await inProcess();
  const ana = await signIn(w, 'ana');
  const kim = await askForChat(w, 'support');
  await kim.says('Before');
  await ana.accept();
  for (let line = 1; line <= LINES; line += 1) await kim.says(`After ${line}`);

  await w.settled();

  const told = ana.socket.frames.filter(({ event }) => event?.type === 'message.created.v1');
  // The stream pushes what has been pushed before, under the same numbers.
  expect([...new Set(told.map(({ event }) => event.data.text))]).toEqual(
    Array.from({ length: LINES }, (_, line) => `After ${line + 1}`),
  );
});
