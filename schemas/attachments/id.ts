import type * as z from 'zod';
import { idOf } from '../kit/id.ts';

export const AttachmentId = idOf('att');
export type AttachmentId = z.output<typeof AttachmentId>;
