import * as z from 'zod';
import { ObjectId } from '../kit/id.ts';
import { E164 } from './phone-number.ts';

/** Who is called into a call: a colleague, whoever works at an extension, or a telephone. */
export const CallTarget = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['agent', 'extension']), id: ObjectId }),
    z.strictObject({ kind: z.literal('phone'), number: E164 }),
  ])
  .meta({ id: 'CallTarget' });
