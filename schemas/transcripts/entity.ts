import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { TranscriptClaim } from './model.ts';

export const TranscriptClaimEntity = defineEntity(table, {
  name: 'transcript-claim',
  schema: TranscriptClaim,
  key: { pk: ['tenantId', 'interactionId'], sk: [] },
  why: 'Who sends a transcript by e-mail: one attempt at a time, and none after one that may have succeeded',
});
