import type { DryRun, DryRunRequest } from '#schemas/voice/dry-run.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import { hoursAllow } from '#shared/domain/admin/availability.ts';
import type { Configuration } from '#shared/domain/admin/configuration.ts';
import { isOpen } from '#shared/domain/admin/hours.ts';
import { unknownReferences } from '#shared/domain/admin/references.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { dryRun } from '#shared/domain/voice/flow/dry-run.ts';
import { mayCallCountry } from '#shared/domain/voice/may-dial.ts';
import { judgedForwards } from './judge-forwards.ts';
import type { AdminPorts } from './ports.ts';

/**
 * Walks a flow, stored or not, with a caller who is thought up.
 *
 * @throws AppError `OBJECT_NOT_FOUND` for a flow that does not exist, `REFERENCE_UNKNOWN` for one that names what does not,
 * `NUMBER_NOT_ALLOWED` for one that is not stored and could not be
 */
export async function dryRunFlow(ports: AdminPorts, { flow, flowId, scenario }: DryRunRequest): Promise<DryRun> {
  const configuration = await ports.configuration();
  const at = scenario.at ?? ports.ctx.now;
  const { voice } = configuration.settings;
  const wanted = checked(flow ?? configuration.flows.get(flowId ?? ''), configuration);
  return dryRun(
    flow ? await judgedForwards(ports, wanted, voice) : wanted,
    scenario,
    {
      mayCall: country => mayCallCountry(country, voice),
      flow: id => configuration.flows.get(id),
      isOpen: id => {
        const hours = configuration.businessHours.get(id);
        return hours !== undefined && isOpen(hours, at).open;
      },
      queueIsOpen: id => {
        const queue = configuration.queues.get(id);
        return queue !== undefined && hoursAllow(queue, configuration, at);
      },
    },
    at,
  );
}

function checked(flow: Flow | undefined, configuration: Configuration): Flow {
  if (!flow) throw new AppError('OBJECT_NOT_FOUND');
  const issues = unknownReferences('flows', flow, configuration);
  if (issues.length > 0) throw new AppError('REFERENCE_UNKNOWN', { issues });
  return flow;
}
