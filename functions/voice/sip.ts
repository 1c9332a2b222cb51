import type { CallEvents } from '#shared/app/voice/ports.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import type { TelephoneEvents } from './telephone.ts';

export interface SipOptions<Answer> {
  /** Answers an event of the telephone service, which it reads and asks `calls` about. */
  readonly answer: (event: unknown, calls: CallEvents) => Promise<Answer>;
  readonly telephone: TelephoneEvents;
  /** The tenant that a number leads to. */
  readonly tenantOf: (number: string) => Promise<string | undefined>;
}

/** Answers the events of calls. */
export function sipFunction<Answer>({
  answer,
  telephone,
  tenantOf,
}: SipOptions<Answer>): (event: unknown) => Promise<Answer> {
  const calls: CallEvents = {
    async offer(call) {
      const tenantId = await tenantOf(call.to);
      if (tenantId === undefined) throw new AppError('TENANT_NOT_FOUND');
      return telephone.offerCall(tenantId, call);
    },
    tell: (leg, event, key) => telephone.tellLeg(leg, event, key),
  };
  return event => answer(event, calls);
}
