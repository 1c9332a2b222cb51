import { offerCall } from '#shared/app/voice/offer-call.ts';
import type { IncomingCall, LegEvent, LegOrders } from '#shared/app/voice/ports.ts';
import { recordingReady } from '#shared/app/voice/recordings.ts';
import { tellLeg } from '#shared/app/voice/tell-leg.ts';
import type { LegAddress, WorkPorts } from '#shared/app/work/ports.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { type Context, systemContext } from '#shared/runtime/context.ts';

/** What a telephone service reports, for whoever adapts one. Every report names itself, so that it counts once. */
export interface TelephoneEvents {
  /** A call comes in at a number of the tenant. */
  offerCall(tenantId: string, incoming: IncomingCall): Promise<LegOrders>;
  /** @param key names the report: the transaction of the service and the sequence in it */
  tellLeg(address: LegAddress, event: LegEvent, key: string): Promise<LegOrders>;
  /** The same when the service has been answered already: what the leg is to do now, it is told when it asks. */
  noteLeg(address: LegAddress, event: LegEvent, key: string): Promise<void>;
  /** The file of a recording of a leg is there, also after the call. */
  recordingReady(address: LegAddress, file: { readonly key: string; readonly seconds: number | null }): Promise<null>;
}

export const telephoneEvents = (
  open: (ctx: Context) => WorkPorts,
  { now }: { readonly now: () => number },
): TelephoneEvents => {
  const context = (tenantId: string, requestId: string) =>
    systemContext(tenantId, { now: toInstant(now()), requestId });
  return {
    offerCall(tenantId, incoming) {
      const { ref } = incoming;
      // The same call is the same offer, and no call is there yet that could remember it.
      const idempotency = { operation: 'offer-call', key: ref, digest: ref };
      return offerCall(open({ ...context(tenantId, ref), idempotency }), incoming);
    },
    recordingReady: (address, file) =>
      recordingReady(open(context(address.tenantId, `recording-${address.legId}`)), address, file),
    tellLeg: (address, event, key) => tellLeg(open(context(address.tenantId, key)), address, event, key),
    async noteLeg(address, event, key) {
      await tellLeg(open(context(address.tenantId, key)), address, event, key, false);
    },
  };
};
