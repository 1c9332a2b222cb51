import type { TelephoneEvents } from '#functions/voice/telephone.ts';
import type { ManualClock } from '#local/clock.ts';
import type { Activity, ActivityResult, Errand } from '#schemas/voice/activity.ts';
import type { Leg, LegEndCause } from '#schemas/voice/model.ts';
import type { LegEvent, LegOrders } from '#shared/app/voice/ports.ts';
import type { LegAddress, RoomAccess, VoiceCapabilities, VoiceProvider } from '#shared/app/work/ports.ts';

type Fact = LegEvent extends infer E ? (E extends LegEvent ? Omit<E, 'legId'> : never) : never;

/** How somebody behaves who is called. */
export interface Callee {
  /** Until he answers, in ms; null for never. */
  readonly answersAfterMs: number | null;
  /** What becomes of a call that he does not answer. */
  readonly otherwise?: LegEndCause;
}

/** What may go wrong, decided anew each time. */
export interface TelephoneFaults {
  /** A party cannot be brought into the room. */
  readonly joinFails: () => boolean;
  /** A request to the service is lost with its process. */
  readonly commandLost: () => boolean;
  /** The service reports twice. */
  readonly reportsTwice: () => boolean;
}

const STEP_MS = 200;
const SPEECH_MS = 3000;
const MUSIC_MS = 30_000;

/** A telephone or browser as the service knows it. */
interface Line {
  readonly address: LegAddress;
  readonly ref: string;
  readonly endpoint: Leg['endpoint'];
  state: 'ringing' | 'connected' | 'ended';
  doing: Activity | null;
  inRoom: boolean;
  muted: boolean;
  asked: boolean;
  sequence: number;
  readonly digitsHeard: string[];
  readonly recording: string[];
}

/** A telephone on the other side. */
export interface Phone {
  readonly interactionId: string;
  readonly legId: string;
  readonly connected: () => boolean;
  /** `music`, `speech`, `silence`, `nothing` when not connected, or who speaks to him, by leg. */
  readonly hears: () => string | readonly string[];
  /** Digits that were played to him. */
  readonly digitsHeard: readonly string[];
  readonly press: (digits: string) => Promise<void>;
  readonly hangUp: (cause?: LegEndCause) => Promise<void>;
}

/**
 * A telephone service that does what it is told and reports like the real one: what is asked of it takes effect a moment
 * later, reports are numbered, music can be cut short and a question cannot. Time passes on the clock alone.
 */
export class FakeTelephone implements VoiceProvider {
  capabilities: VoiceCapabilities = {
    whisper: { browser: true, phone: false },
    cancelRinging: true,
    sipEndpoints: true,
    maxLegs: 50,
    commandsPerSecond: 5,
  };
  faults: TelephoneFaults = { joinFails: () => false, commandLost: () => false, reportsTwice: () => false };
  readonly callees = new Map<string, Callee>();
  /** The numbers that those who were called have seen. */
  readonly callersSeen: string[] = [];
  /** What went wrong while a report was dealt with. */
  readonly defects: unknown[] = [];
  readonly #lines = new Map<string, Line>();
  #number = 0;
  readonly #clock: ManualClock;
  readonly #events: () => TelephoneEvents;

  constructor(clock: ManualClock, events: () => TelephoneEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** Somebody calls. */
  async call(to: string, from: string | null = '+15550123', tenantId = 'demo'): Promise<Phone> {
    const ref = this.#nextRef();
    const incoming = { ref, to, from, headers: {} };
    const orders = await this.#events().offerCall(tenantId, incoming);
    const line = this.#line(orders, ref, { kind: 'phone', number: from ?? '+15550000' });
    line.state = 'connected';
    this.#obey(line, orders);
    return this.#phoneOf(line);
  }

  async dial(address: LegAddress, endpoint: Leg['endpoint'], from: string): Promise<{ ref: string }> {
    this.callersSeen.push(from);
    const known = this.#lines.get(address.legId);
    if (known) return { ref: known.ref };
    const line = this.#line(address, this.#nextRef(), endpoint);
    const named = endpoint.kind === 'phone' ? endpoint.number : endpoint.kind === 'sip' ? endpoint.user : '';
    const { answersAfterMs, otherwise = 'no-answer' } = this.callees.get(named) ?? { answersAfterMs: 3000 };
    this.#later(STEP_MS, () => this.#report(line, { kind: 'ringing' }));
    this.#later(answersAfterMs ?? 30_000, async () => {
      if (line.state !== 'ringing') return;
      if (answersAfterMs === null) return this.#end(line, otherwise);
      line.state = 'connected';
      await this.#report(line, { kind: 'answered' });
    });
    return { ref: line.ref };
  }

  async nudge(address: LegAddress): Promise<void> {
    if (this.faults.commandLost()) return;
    const line = this.#lines.get(address.legId);
    if (!line || line.state === 'ended' || line.asked) return;
    line.asked = true;
    this.#later(STEP_MS, () => this.#ask(line));
  }

  async admit(address: LegAddress): Promise<RoomAccess> {
    const line = this.#lines.get(address.legId) ?? this.#line(address, this.#nextRef(), { kind: 'browser' });
    if (line.state !== 'ended' && !line.inRoom) {
      this.#later(STEP_MS, async () => {
        if (line.state === 'ended') return;
        line.state = 'connected';
        line.inRoom = true;
        await this.#report(line, { kind: 'room', present: true });
      });
    }
    return { provider: 'fake', meeting: { id: address.interactionId }, attendee: { id: address.legId } };
  }

  async setMuted(address: LegAddress, muted: boolean): Promise<void> {
    const line = this.#lines.get(address.legId);
    if (line) line.muted = muted;
  }

  async dismiss(address: LegAddress): Promise<void> {
    if (this.faults.commandLost()) return;
    const line = this.#lines.get(address.legId);
    if (line) this.#gone(line);
  }

  async closeRoom({ interactionId }: Pick<LegAddress, 'interactionId'>): Promise<void> {
    if (this.faults.commandLost()) return;
    for (const line of this.#lines.values()) {
      if (line.address.interactionId !== interactionId) continue;
      line.inRoom = false;
      if (line.endpoint.kind === 'browser') this.#gone(line);
    }
  }

  /** The telephone or browser of the newest leg of a call that a test is about. */
  phone(legId: string): Phone {
    const line = this.#lines.get(legId);
    if (!line) throw new Error(`nobody was ever called on ${legId}`);
    return this.#phoneOf(line);
  }

  /** What the service was told about recording a leg, in order. */
  recordedOn(legId: string): readonly string[] {
    return this.#lines.get(legId)?.recording ?? [];
  }

  /** Every telephone and browser that is connected or rings. */
  linesUp(): Phone[] {
    return [...this.#lines.values()].filter(line => line.state !== 'ended').map(line => this.#phoneOf(line));
  }

  /** Whose lines are still up, of calls that a test takes for over; and rooms with somebody in them. */
  left(interactionId?: string): string[] {
    return [...this.#lines.values()]
      .filter(line => line.state !== 'ended' && (!interactionId || line.address.interactionId === interactionId))
      .map(({ address, doing, state }) => `${address.legId} of ${address.interactionId} ${state}, ${doing?.kind}`);
  }

  /** The browser of a leg loses its connection. */
  async dropBrowser(legId: string): Promise<void> {
    const line = this.#lines.get(legId);
    if (line?.endpoint.kind !== 'browser' || line.state === 'ended') return;
    this.#gone(line);
    await this.#report(line, { kind: 'room', present: false });
  }

  #phoneOf(line: Line): Phone {
    return {
      interactionId: line.address.interactionId,
      legId: line.address.legId,
      connected: () => line.state === 'connected',
      hears: () => this.#hears(line),
      digitsHeard: line.digitsHeard,
      press: digits => this.#press(line, digits),
      hangUp: (cause = 'hung-up') => this.#end(line, cause),
    };
  }

  #hears(line: Line): string | readonly string[] {
    if (line.state !== 'connected') return 'nothing';
    if (line.inRoom) return this.#heardBy(line);
    const { doing } = line;
    if (doing?.kind !== 'play' && doing?.kind !== 'collect') return 'silence';
    return doing.prompts.some(prompt => prompt.kind === 'speech') ? 'speech' : 'music';
  }

  #heardBy(line: Line): readonly string[] {
    return [...this.#lines.values()]
      .filter(other => other !== line && other.inRoom && !other.muted)
      .filter(other => other.address.interactionId === line.address.interactionId)
      .map(other => other.address.legId)
      .sort();
  }

  #line(address: LegAddress, ref: string, endpoint: Leg['endpoint']): Line {
    const { interactionId, legId, tenantId } = address;
    const line: Line = {
      ...{ address: { tenantId, interactionId, legId }, ref, endpoint, state: 'ringing', doing: null },
      ...{ inRoom: false, muted: false, asked: false, sequence: 0, digitsHeard: [], recording: [] },
    };
    this.#lines.set(legId, line);
    return line;
  }

  #nextRef(): string {
    this.#number += 1;
    return `tx-${this.#number}`;
  }

  #later(ms: number, work: () => Promise<void>): void {
    this.#clock.at(this.#clock.now() + ms, () => work().catch(thrown => void this.defects.push(thrown)));
  }

  async #ask(line: Line): Promise<void> {
    // A question is not cut short: whoever asks is answered when it is over.
    if (line.state === 'ended' || line.doing?.kind === 'collect') return;
    line.asked = false;
    if (line.state === 'ringing') return this.#report(line, { kind: 'asked' });
    await this.#report(line, { kind: 'asked' });
  }

  async #report(line: Line, fact: Fact): Promise<void> {
    line.sequence += 1;
    const key = `${line.ref}-${line.sequence}`;
    const event = { legId: line.address.legId, ...fact } as LegEvent;
    const orders = await this.#events().tellLeg(line.address, event, key);
    if (this.faults.reportsTwice()) await this.#events().tellLeg(line.address, event, key);
    this.#obey(line, orders);
  }

  #obey(line: Line, { activity, errands }: LegOrders): void {
    if (line.state === 'ended') return;
    for (const errand of errands) this.#run(line, errand);
    if (activity === null) return;
    line.doing = activity;
    line.inRoom = false;
    const still = () => line.state !== 'ended' && line.doing?.id === activity.id;
    const over = (ms: number, result: () => ActivityResult) =>
      this.#later(ms, async () => {
        if (!still()) return;
        const made = result();
        if (activity.kind === 'collect') line.doing = null;
        await this.#report(line, { kind: 'activity', activityId: activity.id, result: made });
        if (line.asked) await this.#ask(line);
      });
    switch (activity.kind) {
      case 'hang-up':
        this.#later(STEP_MS, () => this.#end(line, 'taken-down'));
        break;
      case 'play':
        over(playingMs(activity) * activity.repeat, () => ({ kind: 'done' }));
        break;
      case 'collect':
        over(activity.attempts * activity.timeoutSeconds * 1000, () => ({ kind: 'no-digits' }));
        break;
      case 'talk':
        over(STEP_MS, () => {
          if (this.faults.joinFails()) return { kind: 'failed', reason: 'the room does not answer' };
          line.inRoom = true;
          return { kind: 'done' };
        });
        break;
      default:
        over(STEP_MS, () => ({ kind: 'done' }));
    }
  }

  #run(line: Line, errand: Errand): void {
    if (errand.kind === 'send-digits') line.digitsHeard.push(errand.digits);
    else line.recording.push(errand.to);
  }

  async #press(line: Line, digits: string): Promise<void> {
    const { doing } = line;
    if (doing?.kind !== 'collect') return;
    line.doing = null;
    await this.#report(line, { kind: 'activity', activityId: doing.id, result: { kind: 'digits', digits } });
    if (line.asked) await this.#ask(line);
  }

  async #end(line: Line, cause: LegEndCause): Promise<void> {
    if (line.state === 'ended') return;
    this.#gone(line);
    await this.#report(
      line,
      line.endpoint.kind === 'browser' ? { kind: 'room', present: false } : { kind: 'ended', cause },
    );
  }

  #gone(line: Line): void {
    line.state = 'ended';
    line.inRoom = false;
    line.doing = null;
  }
}

const playingMs = ({ prompts }: Extract<Activity, { kind: 'play' }>): number =>
  prompts.reduce((ms, { kind }) => ms + (kind === 'sound' ? MUSIC_MS : SPEECH_MS), 0);
