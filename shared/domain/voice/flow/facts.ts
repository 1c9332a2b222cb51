/** What a flow asks of the world when it comes to a step that depends on it. */
export interface FlowFacts {
  readonly now: string;
  /** The number that calls, in E.164; null where it is hidden. */
  readonly caller: string | null;
  /** Whether the tenant has numbers of a country called, or of no country. */
  readonly mayCall: (country: string | null) => boolean;
  readonly isOpen: (hoursId: string) => boolean;
  /** Whether a queue would take the caller. `unstaffed`: it would, and nobody who serves it is signed in. */
  readonly queue: (queueId: string) => 'open' | 'closed' | 'full' | 'unstaffed';
}
