import type { FileKey } from '#shared/app/attachments/ports.ts';

/** Where an object lies: uploads and what is kept apart, so that each has its own lifetime. */
export type Place = 'pending' | 'kept';

export const objectKey = (place: Place, { tenantId, interactionId, id }: FileKey): string =>
  `${place}/${tenantId}/${interactionId}/${id}`;
