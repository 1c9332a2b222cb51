import type { Queue } from '#schemas/admin/model.ts';
import { closingLook } from '#shared/domain/admin/availability.ts';
import { type Configuration, rulesOf } from '#shared/domain/admin/configuration.ts';
import { isOpen } from '#shared/domain/admin/hours.ts';
import type { FlowFacts } from '#shared/domain/voice/flow/facts.ts';
import type { Waiting } from '#shared/domain/voice/flow/while-waiting.ts';
import type { FlowWorld } from '#shared/domain/voice/flow/world.ts';
import type { CallInHand } from '#shared/domain/voice/follow.ts';
import { mayCallCountry } from '#shared/domain/voice/may-dial.ts';
import { COUNTED, outlook, placeOf } from './outlook.ts';
import type { WorkPorts } from './ports.ts';

/** What has been read for one decision about a call in a flow. */
interface Known {
  readonly queues: Map<string, { readonly state: ReturnType<FlowFacts['queue']>; readonly predictedMs: number | null }>;
  place: Waiting | undefined;
}

const NOWHERE: Waiting = { position: null, etaMs: null };

/**
 * Decides about a call in a flow. Which queues the walk comes to is known only when it has been walked: whatever a
 * decision asks for is read, and it is made again until it asks for nothing more. Nothing is read that nobody asks for.
 *
 * @param caller the number that calls; null where it is hidden
 * @param inHand the call, unless it only begins
 */
export async function inFlow<T>(
  ports: WorkPorts,
  caller: string | null,
  inHand: CallInHand | undefined,
  decide: (world: FlowWorld) => T,
): Promise<T> {
  const configuration = await ports.configuration();
  const known: Known = { queues: new Map(), place: undefined };
  for (;;) {
    const queues = new Set<string>();
    let asksForPlace = false;
    const decided = decide(
      worldOf(ports, configuration, caller, known, {
        queue: id => void queues.add(id),
        place: () => {
          asksForPlace = true;
        },
      }),
    );
    if (queues.size === 0 && !asksForPlace) return decided;
    await Promise.all([
      ...[...queues].map(async id => known.queues.set(id, await look(ports, configuration.queues.get(id)))),
      ...(asksForPlace ? [lookForPlace(ports, inHand, known)] : []),
    ]);
  }
}

function worldOf(
  ports: WorkPorts,
  configuration: Configuration,
  caller: string | null,
  known: Known,
  ask: { readonly queue: (queueId: string) => void; readonly place: () => void },
): FlowWorld {
  const { now } = ports.ctx;
  return {
    now,
    newId: ports.nextId,
    settings: configuration.settings,
    facts: {
      now,
      caller,
      mayCall: country => mayCallCountry(country, configuration.settings.voice),
      isOpen: hoursId => {
        const hours = configuration.businessHours.get(hoursId);
        return hours !== undefined && isOpen(hours, now).open;
      },
      queue: queueId => {
        if (!known.queues.has(queueId)) ask.queue(queueId);
        return known.queues.get(queueId)?.state ?? 'closed';
      },
    },
    flow: flowId => configuration.flows.get(flowId),
    queue: queueId => {
      const queue = configuration.queues.get(queueId);
      if (!queue) return undefined;
      const predictedMs = known.queues.get(queueId)?.predictedMs ?? null;
      const { recording } = rulesOf(configuration, { queueId, campaignId: queue.campaignId }).campaign;
      return { queue, closingLookAt: closingLook(queue, configuration, now), predictedMs, recording };
    },
    place: () => {
      if (!known.place) ask.place();
      return known.place ?? NOWHERE;
    },
  };
}

/** Whether a queue would take a caller now. One that is gone takes nobody. */
async function look(ports: WorkPorts, queue: Queue | undefined) {
  if (!queue?.channels.includes('voice')) return { state: 'closed' as const, predictedMs: null };
  const { availability, estimate, staffed } = await outlook(ports, queue, 'voice');
  const state = availability === 'closed' || availability === 'full' ? availability : staffed ? 'open' : 'unstaffed';
  return { state: state as ReturnType<FlowFacts['queue']>, predictedMs: estimate.etaMs };
}

/** A place further back than is counted is not known, and not said. */
async function lookForPlace(ports: WorkPorts, inHand: CallInHand | undefined, known: Known): Promise<void> {
  const { position, estimatedWaitMs: etaMs } = inHand
    ? await placeOf(ports, inHand.interaction)
    : { position: null, estimatedWaitMs: null };
  known.place = position !== null && position > COUNTED ? NOWHERE : { position, etaMs };
}
