import type { FakeTelephone } from '../support/fake-telephone.ts';
import type { InProcess, WireRequest } from '../support/in-process.ts';
import { administer, signIn } from '../support/journeys.ts';

/** What the commands of calls need to be carried out. */
interface OnCall {
  readonly token: string;
  readonly id: string;
  /** Of the customer. */
  readonly legId: string;
  /** A command that was carried out before. */
  before(method: string, what: string, body?: unknown): Promise<void>;
}

const target = { kind: 'phone', number: '+14155550142' };

/** Ana talks to somebody who called, from her browser. */
async function onCall(w: InProcess): Promise<OnCall> {
  await administer(w, 'campaigns/inbound', { recording: { mode: 'on-demand' } });
  const agent = await signIn(w, 'ana', { ready: true });
  const token = await w.tokenFor('ana');
  const caller = await (w.voice as FakeTelephone).call('+15550101');
  await agent.accept();
  const id = caller.interactionId;
  await agent.get(`/v1/interactions/${id}/media`);
  await w.advance(2);
  const before = async (method: string, what: string, body?: unknown) => {
    await w.exchange(request(token, id, method, what, body));
    await w.advance(5);
  };
  return { token, id, before, legId: caller.legId };
}

const request = (token: string, id: string, method: string, what: string, body?: unknown): WireRequest => ({
  ...{ method, path: `/v1/interactions/${id}/${what}`, body },
  headers: { authorization: `Bearer ${token}` },
});

/** A command on a call, after others that make it possible. */
const command =
  (
    method: string,
    what: string,
    body?: unknown,
    ...before: readonly (readonly [method: string, what: string, body?: unknown])[]
  ) =>
  async (w: InProcess): Promise<WireRequest> => {
    const call = await onCall(w);
    for (const one of before) await call.before(...one);
    return request(call.token, call.id, method, what, body);
  };

const consulting = ['POST', 'consult', { target }] as const;

/** How the commands of calls come to be sent, by operation. */
export const callSituations = {
  startInteraction: async (w: InProcess): Promise<WireRequest> => {
    await administer(w, 'campaigns/inbound', { callerNumber: '+15550100' });
    await signIn(w, 'ana', { ready: true });
    return {
      ...{
        method: 'POST',
        path: '/v1/interactions',
        body: { channel: 'voice', campaignId: 'inbound', to: target.number },
      },
      headers: { authorization: `Bearer ${await w.tokenFor('ana')}` },
    };
  },
  hold: command('POST', 'hold'),
  resume: command('DELETE', 'hold', undefined, ['POST', 'hold']),
  mute: command('PUT', 'mute'),
  unmute: command('DELETE', 'mute', undefined, ['PUT', 'mute']),
  park: command('POST', 'park'),
  unpark: command('DELETE', 'park', undefined, ['POST', 'park']),
  gather: command('POST', 'gathering'),
  beginConference: command('DELETE', 'gathering', undefined, ['POST', 'gathering']),
  sendDigits: command('POST', 'digits', { digits: '12#' }),
  consult: command(...consulting),
  completeConsult: command('POST', 'consult/completion', undefined, consulting),
  cancelConsult: command('DELETE', 'consult', undefined, consulting),
  controlRecording: command('POST', 'recording', { action: 'start' }),
  deleteRecording: async (w: InProcess): Promise<WireRequest> => {
    const { before, id, legId } = await onCall(w);
    await before('POST', 'recording', { action: 'start' });
    const key = `calls/demo/${id}/${legId}/a.wav`;
    await w.application().telephone.recordingReady({ tenantId: 'demo', interactionId: id, legId }, { key, seconds: 5 });
    const ada = await w.tokenFor('ada');
    const { body } = await w.exchange(request(ada, id, 'GET', 'recordings'));
    return request(ada, id, 'DELETE', `recordings/${body.items[0].id}`);
  },
};
