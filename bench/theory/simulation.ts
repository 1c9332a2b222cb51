import type { AgentRecord, Work } from '#schemas/sessions/model.ts';
import { type Candidate, type Contact, compareContacts, costFor } from '#shared/domain/routing/eligibility.ts';
import { rankAgents, rankContacts } from '#shared/domain/routing/match.ts';
import { candidateOf } from '#shared/domain/routing/projection.ts';
import type { Random } from '../../local/demo/random.ts';
import { Agenda } from './agenda.ts';
import type { Flow, Model, Team } from './model.ts';
import { agentRow, contactRow, instantAt, SETTINGS } from './rows.ts';

/** Told of everything that happens to contacts and agents; times in ms of the simulation. */
export interface Observer {
  /** Nobody is let in once this is true; who is inside is served to the end. */
  readonly isOver: (now: number) => boolean;
  turnedAway(arrivedAt: number): void;
  answered(arrivedAt: number, now: number, flow: number): void;
  gaveUp(arrivedAt: number, now: number): void;
  /** How many agents are at work and how many contacts wait, from now on. */
  state(now: number, busy: number, waiting: number): void;
}

export interface Tally {
  readonly contacts: number;
  /** Instants at which an agent sat idle beside a contact whom he could have taken. */
  readonly idleBesideWaiting: number;
}

interface Person {
  readonly team: Team;
  /** The row the decisions read. */
  row: AgentRecord;
  /** The units in hand, counted apart from the row. */
  used: number;
}

interface Waiting {
  readonly contact: Contact;
  readonly flow: number;
  readonly arrivedAt: number;
}

type Happening =
  | { readonly kind: 'arrival'; readonly flow: number }
  | { readonly kind: 'completion'; readonly person: Person; readonly interactionId: string }
  | { readonly kind: 'impatience'; readonly waiting: Waiting };

/** How far the matcher looks along a line (`LOOK_AHEAD` of the use case). */
const LOOK_AHEAD = 50;

/**
 * Plays a model out with the decisions of the product: who may be asked, in which order, for whom. A conversation
 * begins with the offer and ends with the service time; ringing and wrap-up take no time, as the models have none.
 */
export function simulate(model: Model, random: Random, observer: Observer): Tally {
  const agenda = new Agenda<Happening>();
  const people = model.teams.flatMap((team, at) =>
    Array.from({ length: team.agents }, (_, nth): Person => ({ team, row: agentRow(team, at * 1000 + nth), used: 0 })),
  );
  const byId = new Map(people.map(person => [person.row.id, person]));
  const routable = new Map(people.map(person => [person.row.id, candidateOf(person.row) as Candidate]));
  const lines = new Map(model.flows.map(({ queueId }) => [queueId, [] as Waiting[]]));
  let [contacts, waitingCount, busy, violations] = [0, 0, 0, 0];

  const flowOf = (at: number): Flow => model.flows[at] as Flow;
  const exponential = (meanMinutes: number): number => -Math.log(1 - random()) * meanMinutes * 60_000;
  const nextArrival = (now: number, flow: number) =>
    agenda.add(now + exponential(1 / flowOf(flow).perMinute), { kind: 'arrival', flow });

  function begin(person: Person, { contact, flow, arrivedAt }: Waiting, now: number) {
    if (person.row.work.length === 0) busy++;
    const work: Work = {
      ...{ interactionId: contact.interactionId, channel: contact.channel, queueId: contact.queueId },
      ...{ campaignId: contact.campaignId, state: 'active', cost: costFor(person.row, contact), offerId: null },
      since: contact.enqueuedAt,
    };
    person.used += SETTINGS.channelWeights[contact.channel];
    hold(person, [...person.row.work, work]);
    agenda.add(now + exponential(flowOf(flow).serviceMinutes), {
      ...{ kind: 'completion', person },
      interactionId: contact.interactionId,
    });
    observer.answered(arrivedAt, now, flow);
  }

  function hold(person: Person, work: readonly Work[], idleSince = person.row.idleSince) {
    person.row = { ...person.row, work: [...work], idleSince };
    const candidate = candidateOf(person.row);
    if (candidate) routable.set(person.row.id, candidate);
    else routable.delete(person.row.id);
  }

  function arrive(now: number, flow: number) {
    nextArrival(now, flow);
    contacts++;
    const instant = instantAt(now);
    const arriving = { contact: contactRow(flowOf(flow), contacts, instant), flow, arrivedAt: now };
    const [best] = rankAgents(arriving.contact, [...routable.values()], instant);
    const person = best && byId.get(best.agentId);
    if (person) begin(person, arriving, now);
    else if (model.places !== null && waitingCount >= model.places) observer.turnedAway(now);
    else queue(arriving, now);
  }

  function queue(waiting: Waiting, now: number) {
    const line = lines.get(waiting.contact.lane) ?? [];
    let place = line.length;
    while (place > 0 && compareContacts((line[place - 1] as Waiting).contact, waiting.contact) > 0) place--;
    line.splice(place, 0, waiting);
    waitingCount++;
    const { patienceMinutes } = flowOf(waiting.flow);
    if (patienceMinutes !== null) agenda.add(now + exponential(patienceMinutes), { kind: 'impatience', waiting });
  }

  function unqueue(waiting: Waiting): boolean {
    const line = lines.get(waiting.contact.lane) ?? [];
    const place = line.indexOf(waiting);
    if (place < 0) return false;
    line.splice(place, 1);
    waitingCount--;
    return true;
  }

  function complete(now: number, person: Person, interactionId: string) {
    const ended = person.row.work.find(one => one.interactionId === interactionId);
    person.used -= ended ? SETTINGS.channelWeights[ended.channel] : 0;
    hold(
      person,
      person.row.work.filter(one => one !== ended),
      instantAt(now),
    );
    if (person.row.work.length === 0) busy--;
    if (waitingCount > 0) lookForWork(now, person);
  }

  function lookForWork(now: number, person: Person) {
    const instant = instantAt(now);
    for (;;) {
      const candidate = routable.get(person.row.id);
      if (!candidate) return;
      const seen = person.row.queueIds.flatMap(queueId => lines.get(queueId)?.slice(0, LOOK_AHEAD) ?? []);
      const [best] = rankContacts(
        candidate,
        seen.map(one => one.contact),
        instant,
      );
      const chosen = best && seen.find(one => one.contact === best);
      if (!chosen) return;
      unqueue(chosen);
      begin(person, chosen, now);
    }
  }

  /** Judged by the model alone, so that a fault of eligibility cannot hide itself. */
  function countIdleBesideWaiting() {
    const idle = people.filter(person => person.used < 100);
    for (const person of idle) {
      for (const line of lines.values()) if (line.some(one => couldTake(person, flowOf(one.flow)))) violations++;
    }
  }

  for (const flow of model.flows.keys()) nextArrival(0, flow);
  for (let entry = agenda.take(); entry; entry = agenda.take()) {
    const { at: now, what } = entry;
    if (what.kind === 'arrival') {
      if (observer.isOver(now)) continue;
      arrive(now, what.flow);
    } else if (what.kind === 'completion') complete(now, what.person, what.interactionId);
    else if (unqueue(what.waiting)) observer.gaveUp(what.waiting.arrivedAt, now);
    if (waitingCount > 0) countIdleBesideWaiting();
    observer.state(now, busy, waitingCount);
  }
  return { contacts, idleBesideWaiting: violations };
}

const couldTake = ({ team, used }: Person, flow: Flow): boolean =>
  team.queueIds.includes(flow.queueId) &&
  100 - used >= SETTINGS.channelWeights[flow.channel] &&
  Object.entries(flow.skills).every(([skill, level]) => (team.skills[skill] ?? 0) >= level);
