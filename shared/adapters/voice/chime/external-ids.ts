import type { LegAddress } from '#shared/app/voice/ports.ts';

/*
 * What meetings and attendees are called by us, so that news of a meeting names the leg it is about. A meeting's name has
 * 64 characters, of which a tenant may take 40: the 26 digits of an interaction's id are written in fewer, larger ones.
 */

/** The telephone number under which meetings are reached by telephone. */
export const MEETING_NUMBER = '+17035550122';

/** Digits of the ids, Crockford's base 32. */
const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_DIGITS = 26;
const ID_BYTES = 16;
const PREFIX = 'int_';

type CallAddress = Omit<LegAddress, 'legId'>;

const numberOf = (digits: string): bigint =>
  [...digits].reduce((sum, digit) => sum * 32n + BigInt(BASE_32.indexOf(digit)), 0n);

function digitsOf(number: bigint): string {
  const digits: string[] = [];
  for (let rest = number; digits.length < ID_DIGITS; rest /= 32n) digits.unshift(BASE_32[Number(rest % 32n)] as string);
  return digits.join('');
}

export function externalMeetingId({ tenantId, interactionId }: CallAddress): string {
  const number = numberOf(interactionId.slice(PREFIX.length));
  const bytes = Buffer.from(number.toString(16).padStart(2 * ID_BYTES, '0'), 'hex');
  return `${tenantId}/${bytes.toString('base64url')}`;
}

/** Undefined for a meeting that is none of ours. */
export function callOfMeeting(name: string): CallAddress | undefined {
  const [, tenantId, digits] = /^([a-z0-9][a-z0-9-]{0,39})\/([\w-]{22})$/.exec(name) ?? [];
  if (tenantId === undefined || digits === undefined) return undefined;
  const number = BigInt(`0x${Buffer.from(digits, 'base64url').toString('hex')}`);
  return { tenantId, interactionId: `${PREFIX}${digitsOf(number)}` };
}
