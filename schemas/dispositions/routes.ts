import * as z from 'zod';
import { OutcomeClass } from '../admin/model.ts';
import { Interaction, InteractionId } from '../interactions/model.ts';
import { ObjectId } from '../kit/id.ts';
import { defineRoute } from '../kit/route.ts';

const agents = ['agent', 'supervisor'] as const;
const Params = z.object({ interactionId: InteractionId });
const mine = ['INTERACTION_NOT_FOUND', 'NOT_YOUR_INTERACTION', 'SESSION_SUPERSEDED', 'WRITE_CONFLICT'] as const;

export const dispositionRoutes = {
  setWrapUpCodes: defineRoute({
    method: 'PUT',
    path: '/v1/interactions/{interactionId}/wrap-up-codes',
    summary: 'Choose wrap-up codes, any time from acceptance on',
    auth: agents,
    params: Params,
    body: z.strictObject({ codeIds: z.array(ObjectId).max(20) }),
    reply: { status: 200, body: Interaction },
    errors: [...mine, 'INTERACTION_STATE', 'OUTCOME_CODE_UNKNOWN'],
  }),
  extendWrapUp: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/wrap-up/extension',
    summary: 'Stop the clock: from now on only you end this wrap-up',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Interaction },
    errors: [...mine, 'WRAP_UP_NOT_RUNNING'],
    idempotent: true,
  }),
  completeWrapUp: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/wrap-up/completion',
    summary: 'End your wrap-up; refused while a required disposition is missing',
    auth: agents,
    params: Params,
    reply: { status: 200, body: Interaction },
    errors: [...mine, 'WRAP_UP_NOT_RUNNING', 'DISPOSITION_REQUIRED'],
    idempotent: true,
  }),
  disposeInteraction: defineRoute({
    method: 'POST',
    path: '/v1/interactions/{interactionId}/disposition',
    summary: 'Record the outcome and leave wrap-up; also settles an outcome that is still owed',
    auth: agents,
    params: Params,
    body: z.strictObject({ codeId: ObjectId, note: z.string().max(4000).optional() }),
    reply: { status: 200, body: Interaction },
    errors: [...mine, 'INTERACTION_STATE', 'OUTCOME_CODE_UNKNOWN', 'ALREADY_DISPOSED', 'DISPOSITION_REQUIRED'],
    idempotent: true,
  }),
  listOutcomes: defineRoute({
    method: 'GET',
    path: '/v1/campaigns/{campaignId}/outcomes',
    summary: 'The outcome classes and codes of a campaign',
    auth: ['agent', 'supervisor', 'admin', 'analyst'],
    params: z.object({ campaignId: ObjectId }),
    query: z.strictObject({ search: z.string().max(120).optional() }),
    reply: { status: 200, body: z.object({ required: z.boolean(), classes: z.array(OutcomeClass) }) },
    errors: ['CAMPAIGN_NOT_FOUND'],
  }),
};
