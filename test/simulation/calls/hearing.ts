import type { Sma } from '#local/sma/sma.ts';
import type { InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord, Leg } from '#schemas/voice/model.ts';
import type { Breach } from '#shared/domain/kit/breach.ts';
import { isCustomer, isInRoom } from '#shared/domain/voice/leg.ts';
import type { CallRows } from './rows.ts';

/** Who listens at a line: what he hears now. */
export interface Listener {
  readonly call: CallRecord;
  readonly leg: Leg;
  readonly hears: readonly string[];
}

/** Everybody who is on a call now, by telephone or by browser. */
export function listeners(
  rows: CallRows,
  sma: Sma,
  browser: (legId: string) => { hears(): readonly string[] } | undefined,
): Listener[] {
  const lines = new Map(
    sma
      .legs()
      .filter(({ state }) => state === 'connected')
      .map(line => [line.transactionId, line]),
  );
  return [...rows.calls.values()].flatMap(call =>
    call.legs.flatMap((leg): Listener[] => {
      if (leg.endpoint.kind === 'browser') {
        const heard = browser(leg.id);
        return heard ? [{ call, leg, hears: heard.hears() }] : [];
      }
      const line = leg.ref === null ? undefined : lines.get(leg.ref);
      return line ? [{ call, leg, hears: line.hears }] : [];
    }),
  );
}

const speakers = (heard: readonly string[]) => heard.filter(one => /^(attendee|party|voicemail):/.test(one));

/** Nobody ever hears somebody of another call, whatever goes wrong. */
export function strangers({ call, hears, leg }: Listener): Breach[] {
  const own = new Set(call.legs.map(one => `attendee:${one.id}`));
  const others = speakers(hears).filter(one => !own.has(one) && one.startsWith('attendee:'));
  return others.length === 0
    ? []
    : [{ rule: 'nobody-hears-a-stranger', subject: leg.id, detail: `${others.join()} in ${call.id}` }];
}

/** What somebody must hear once nothing is under way any more; undefined where there is nothing to say. */
export function expected(
  call: CallRecord,
  leg: Leg,
  interaction: InteractionRecord,
): 'music' | readonly string[] | undefined {
  if (leg.state !== 'connected' || leg.activity.kind === 'hang-up') return undefined;
  const waits = ['queued', 'offered', 'parked'].includes(interaction.status);
  const outside = leg.party.kind !== 'agent';
  if (isCustomer(leg) && (waits || leg.held)) return 'music';
  if (outside && interaction.status === 'active' && (call.gathering || leg.held)) return 'music';
  if (!isInRoom(leg)) return undefined;
  const heard = call.legs
    .filter(one => one.id !== leg.id && isInRoom(one) && !one.muted && !one.held)
    .map(one => `attendee:${one.id}`);
  return heard.length > 0 ? heard.toSorted() : ['silence'];
}

/** Whether each hears what he should, for want of which he is told of. */
export function misheard({ call, hears, leg }: Listener, rows: CallRows): Breach[] {
  const interaction = rows.interactions.get(call.id);
  const wanted = interaction && expected(call, leg, interaction);
  if (wanted === undefined) return [];
  const isTold = call.flow === null ? /^prompt:/ : /^(prompt|speech):/;
  const holds =
    wanted === 'music'
      ? speakers(hears).length === 0 && hears.some(one => isTold.test(one))
      : hears.join() === wanted.join();
  const detail = `${leg.party.kind} of ${call.id} (${interaction?.status}) hears ${hears.join()} in place of ${wanted}`;
  return holds ? [] : [{ rule: 'everybody-hears-what-he-should', subject: leg.id, detail }];
}
