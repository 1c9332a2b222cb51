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
  const keyed = (tenantId: string, operation: string, key: string) =>
    open({
      ...systemContext(tenantId, { now: toInstant(now()), requestId: key }),
      // The same report has the same content: it is named by who sends it.
      idempotency: { operation, key, digest: key },
    });
  return {
    offerCall: (tenantId, incoming) => offerCall(keyed(tenantId, 'offer-call', incoming.ref), incoming),
    recordingReady: (address, file) =>
      recordingReady(
        open(systemContext(address.tenantId, { now: toInstant(now()), requestId: `recording-${address.legId}` })),
        address,
        file,
      ),
    tellLeg: (address, event, key) => tellLeg(keyed(address.tenantId, 'leg-event', key), address, event),
    async noteLeg(address, event, key) {
      await tellLeg(keyed(address.tenantId, 'leg-event', key), address, event, false);
    },
  };
};
