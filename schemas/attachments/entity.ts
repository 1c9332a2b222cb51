import { defineEntity } from '../kit/table.ts';
import { table } from '../table.ts';
import { AttachmentRecord } from './model.ts';

export const AttachmentEntity = defineEntity(table, {
  name: 'attachment',
  schema: AttachmentRecord,
  key: { pk: ['tenantId', 'interactionId'], sk: ['id'] },
  expires: 'expiresAt',
  why: 'What a file was declared as, and the line that announces it',
});
