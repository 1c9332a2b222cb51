import type { LegAddress, WorkPorts } from '#shared/app/work/ports.ts';
import { tellOutstanding } from '#shared/app/work/telephone.ts';

/** Dials a leg for which there was no line, unless it is not wanted any more. */
export async function dialAgain(ports: WorkPorts, { interactionId, legId }: LegAddress): Promise<void> {
  const call = await ports.call(interactionId);
  if (call) await tellOutstanding(ports, call, legId);
}
