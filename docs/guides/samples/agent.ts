import { isRefusal } from '#clients/sdk/api-error.ts';
import { createClient } from '#clients/sdk/create-client.ts';
import { createSocket } from '#clients/sdk/create-socket.ts';

const baseUrl = process.env['TANDEM_URL'] ?? 'http://localhost:3000';

/** The local system gives tokens for the asking; elsewhere your identity provider issues them. */
async function freshToken(): Promise<string> {
  const request = { method: 'POST', body: JSON.stringify({ tenant: 'demo', user: 'ana' }) };
  const answer = (await (await fetch(`${baseUrl}/local/tokens`, request)).json()) as { accessToken: string };
  return answer.accessToken;
}

let sessionId: string | undefined;
const token = await freshToken();
const client = createClient({ baseUrl, token, sessionId: () => sessionId });

const session = await client.sessions.openSession({ body: { queueIds: ['support', 'sales'], force: true } });
sessionId = session.id;

const socket = createSocket({ client });

socket.on('offer.created.v1', async offer => {
  try {
    await client.routing.acceptOffer({ params: { offerId: offer.id } });
  } catch (thrown) {
    if (isRefusal(thrown, 'OFFER_NOT_PENDING')) return console.log(`too late: ${thrown.problem.currentState}`);
    throw thrown;
  }
});

socket.on('interaction.connected.v1', async ({ interactionId }) => {
  const { items } = await client.interactions.listMessages({ params: { interactionId }, query: {} });
  for (const { author, text } of items) if (text) console.log(`${author.name}: ${text}`);
  await client.interactions.sendMessage({
    params: { interactionId },
    body: { text: 'Hello, how can I help?', clientMessageId: crypto.randomUUID() },
  });
});

socket.on('message.created.v1', async ({ interactionId, index, author, text }) => {
  if (author.kind !== 'customer') return;
  console.log(`${author.name}: ${text}`);
  await client.interactions.markRead({ params: { interactionId }, body: { readIndex: index } });
});

socket.on('assignment.wrap-up-started.v1', async ({ interactionId }) => {
  await client.dispositions.disposeInteraction({ params: { interactionId }, body: { codeId: 'resolved' } });
  console.log('wrapped up');
});

socket.on('session.superseded.v1', () => socket.close());
socket.onReset(snapshot => console.log('missed too much, starting from the snapshot', snapshot?.interactions.length));
socket.onError(error => console.error(error));

await client.sessions.setPresence({ body: { status: 'ready' } });
console.log('ready');

process.once('SIGINT', async () => {
  await client.sessions.closeSession().catch(thrown => console.error(String(thrown)));
  socket.close();
});
