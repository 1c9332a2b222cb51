import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Telephone } from './telephone.ts';
import { soundsOf, stateOf } from './words.ts';

const LOOK_EVERY_MS = 200;

export interface Watch {
  /** The call when it is over. */
  readonly over: Promise<Call>;
  stop(): void;
}

/** Looks at the call again and again and says each change of what is heard, with the seconds since the call began. */
export function watch(telephone: Telephone, first: Call, say: (line: string) => void): Watch {
  const startedAt = Date.parse(first.timeline[0]?.at ?? new Date().toISOString());
  // The newest moment may still change while it lasts no time; by their number it would be missed.
  const said = new Set<string>();
  let digits = '';
  let isStopped = false;

  function report(call: Call): void {
    for (const { at, hears } of call.timeline) {
      const moment = `${at} ${hears.join()}`;
      if (said.has(moment)) continue;
      said.add(moment);
      const seconds = (Date.parse(at) - startedAt) / 1000;
      say(`${seconds.toFixed(1).padStart(6)} s  ${soundsOf(hears)}`);
    }
    if (call.receivedDigits !== digits) say(`          digits received: ${call.receivedDigits.slice(digits.length)}`);
    digits = call.receivedDigits;
  }
  async function look(): Promise<Call> {
    for (let call = first; ; call = await telephone.look(first.id)) {
      report(call);
      if (call.state === 'disconnected' || isStopped) {
        say(`          ${stateOf(call)}`);
        return call;
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  return {
    over: look(),
    stop: () => {
      isStopped = true;
    },
  };
}
