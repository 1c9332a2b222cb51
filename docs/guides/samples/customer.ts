import { createChat } from '#clients/sdk/create-chat.ts';

const baseUrl = process.env['TANDEM_URL'] ?? 'http://localhost:3000';
const chat = createChat({ baseUrl });

chat.onEvent(async ({ type, author, text, index }) => {
  console.log(`${index} ${type} ${author.name ?? ''} ${text ?? ''}`);
  await chat.read(index);
  if (type === 'message' && author.kind === 'agent') {
    await chat.send('Where is my order?');
    await chat.leave();
  }
});
chat.onState(state => console.log(`now ${state}`));
chat.onError(error => console.error(error));

const answer = await chat.request({ tenantId: 'demo', queueId: 'support', customer: { name: 'Kim' } });
if (answer.chatId === null) console.log(`no chat: ${answer.reason}`);
