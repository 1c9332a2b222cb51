import type { Apply } from '#shared/app/admin/ports.ts';
import { applyConfiguration } from '#shared/app/sessions/apply-configuration.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import type { Telemetry } from '#shared/runtime/telemetry.ts';

/** Brings the agents at work up to date with a change. What fails is reported: the change itself is done. */
export const applyTo =
  (ports: WorkPorts, telemetry: Telemetry): Apply =>
  changed =>
    applyConfiguration(ports, changed).catch(thrown =>
      telemetry.defect(thrown, 'applyConfiguration', ports.ctx.requestId),
    );
