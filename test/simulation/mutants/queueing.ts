import type { Mutant } from './mutant.ts';

const of =
  (file: string) =>
  (name: string, find: string, put: string): Mutant => ({ name, file, find, put });
const queueing = of('shared/domain/routing/queueing.ts');
const match = of('shared/app/work/match.ts');
const projection = of('shared/domain/routing/projection.ts');
const compare = of('shared/domain/routing/eligibility.ts');
const pickUp = of('shared/domain/routing/pick-up.ts');

/** Mistakes in the order of lines and in who looks for whom. */
export const QUEUEING: readonly Mutant[] = [
  queueing(
    'lose the rank on the way back',
    "status: 'queued', offer: null };",
    "status: 'queued', offer: null, rank: Date.parse(now) };",
  ),
  queueing('keep the offer that came to nothing', "status: 'queued', offer: null };", "status: 'queued' };"),
  queueing('escalate two classes', 'interaction.class - 1 :', 'interaction.class - 2 :'),
  queueing('go back for ever', '...place, returnTo: null, sticky: null', '...place, sticky: null'),
  match(
    'jump the line',
    'await betterPlaced(ports, interaction, best, passedOver);',
    'undefined as string | undefined;',
  ),
  match(
    'lose who still wraps up the one ahead',
    "const isRefused = claimed === 'refused' && !ahead;",
    "const isRefused = claimed === 'refused';",
  ),
  of('shared/app/chat/request-chat.ts')(
    'ask for newcomers first',
    'let candidates = waiting === 0 ? free : [];',
    'let candidates = free;',
  ),
  compare(
    'serve the newest first',
    'a.class - b.class || a.rank - b.rank ||',
    'a.class - b.class || b.rank - a.rank ||',
  ),
  compare('ignore classes', 'a.class - b.class || a.rank - b.rank ||', 'a.rank - b.rank ||'),
  projection(
    'forget who gained room',
    '.filter(({ before, after }) => gainedRoom(before, after))',
    '.filter(() => false)',
  ),
  projection(
    'forget who began to wait',
    "after.status === 'queued' && !waitedAlike(before, after)",
    "after.status === 'queued' && after === undefined",
  ),
  projection(
    'match who has pending work only',
    'if (!before || !then) return true;',
    'if (!before || !then) return false;',
  ),
  of('shared/app/work/carry-out.ts')(
    'answer before looking for work',
    'export async function lookForWork(ports: WorkPorts, sealed: Change): Promise<void> {',
    'export async function lookForWork(ports: WorkPorts, sealed: Change): Promise<void> {\n  if (sealed) return;',
  ),
  of('shared/app/realtime/fan-out.ts')('lose the safety net', 'await matchLeftOvers(ports, changes);', ''),
  pickUp('pick up without room', 'if (freeCapacity(agent) < cost || ', 'if ('),
  pickUp('pick up what is not waiting', "interaction.status === 'queued' && agent.work.every", 'agent.work.every'),
  of('shared/domain/routing/deadlines.ts')(
    'forget when offers expire',
    "...(offer ? [due('expire-offer', offer.expiresAt, { offerId: offer.id })] : []),",
    '',
  ),
  of('shared/app/work/store-change.ts')(
    'set no timers',
    'ports.schedule(scheduled(newDeadlines(sealed, ports.ctx.now), ports.ctx.tenantId)),',
    '',
  ),
  of('shared/app/work/sweep.ts')(
    'lose the sweeper',
    'await Promise.all([ports.liveInteractions(), ports.liveAgents()]);',
    '[[] as Awaited<ReturnType<typeof ports.liveInteractions>>, [] as Awaited<ReturnType<typeof ports.liveAgents>>];',
  ),
];
