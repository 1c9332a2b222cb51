import * as z from 'zod';

const Seconds = z.number().min(0).max(3600);

/** What a simulated telephone does when it is called. */
export const PhoneBehavior = z.discriminatedUnion('behavior', [
  z.strictObject({ behavior: z.literal('answers'), afterSeconds: Seconds.default(2) }),
  z.strictObject({ behavior: z.literal('busy') }),
  z.strictObject({ behavior: z.literal('no-answer') }),
  z.strictObject({ behavior: z.literal('voicemail'), afterSeconds: Seconds.default(15) }),
]);
export type PhoneBehavior = z.output<typeof PhoneBehavior>;

const USUAL: PhoneBehavior = { behavior: 'answers', afterSeconds: 2 };

/** The telephones of the outside world. One that nobody has set answers after two seconds. */
export class Phones {
  readonly #behaviors = new Map<string, PhoneBehavior>();

  set(number: string, behavior: PhoneBehavior): void {
    this.#behaviors.set(number, behavior);
  }

  behaviorOf(number: string): PhoneBehavior {
    return this.#behaviors.get(number) ?? USUAL;
  }
}
