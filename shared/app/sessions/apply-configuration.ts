import type { WorkPorts } from '#shared/app/work/ports.ts';
import { applyProfile } from './apply-profile.ts';

/** Kinds of objects that agents' profiles are made of. */
const PROFILE_KINDS: ReadonlySet<string> = new Set(['users', 'queues', 'campaigns', 'routing-settings']);

/** Makes agents at work feel an administrative change: one person's, or everybody's when a shared object moved. */
export async function applyConfiguration(
  ports: WorkPorts,
  changed: { readonly kind: string; readonly id: string },
): Promise<void> {
  if (!PROFILE_KINDS.has(changed.kind)) return;
  if (changed.kind === 'users') return applyProfile(ports, changed.id);
  for (const agent of await ports.liveAgents()) await applyProfile(ports, agent.id);
}
