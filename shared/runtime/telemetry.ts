import type { ErrorCode } from '#schemas/errors.ts';
import { metrics } from '#schemas/metrics.ts';

/** Where counts and reports go: Powertools on Lambda, the console or a list elsewhere. */
export interface Sink {
  /** Counts one; the only dimension is the service. */
  count(metric: string): void;
  report(message: string, facts: Readonly<Record<string, string>>, thrown?: unknown): void;
}

/** One helper per business event. Facts have few values: never an id, a tenant or a text of anybody. */
export interface Telemetry {
  /** Something was thrown that is no refusal. */
  defect(thrown: unknown, operation: string, requestId: string): void;
  /** An operation refused with a code that its contract does not list. */
  undocumentedError(code: ErrorCode, operation: string): void;
  rateLimited(clientClass: string): void;
  /** The sweeper mended something; every one is an alarm. */
  repairPerformed(kind: string): void;
  offerExpired(): void;
  /** A timer's work failed and will be tried again. */
  taskFailed(thrown: unknown, task: string): void;
  /** Changes of the table could not be handled and will be delivered again. */
  deliveryFailed(thrown: unknown): void;
  /** Something about a call went otherwise than it should. Facts name kinds of things, never a number or a secret. */
  callTroubled(problem: string, facts: Readonly<Record<string, string>>, thrown?: unknown): void;
}

export const telemetryTo = ({ count, report }: Sink): Telemetry => ({
  defect(thrown, operation, requestId) {
    count('DefectFound');
    report('defect', { operation, requestId }, thrown);
  },
  undocumentedError(code, operation) {
    count(metrics.undocumentedError);
    report('undocumented error', { operation, code });
  },
  rateLimited(clientClass) {
    count('RateLimited');
    report('rate limited', { clientClass });
  },
  repairPerformed(kind) {
    count(metrics.repairPerformed);
    report('repair performed', { kind });
  },
  offerExpired: () => count('OfferExpired'),
  taskFailed(thrown, task) {
    count('TaskFailed');
    report('task failed', { task }, thrown);
  },
  deliveryFailed(thrown) {
    count('DeliveryFailed');
    report('delivery failed', {}, thrown);
  },
  callTroubled(problem, facts, thrown) {
    count('CallTroubled');
    report(problem, facts, thrown);
  },
});

export const silentTelemetry: Telemetry = telemetryTo({ count: () => undefined, report: () => undefined });
