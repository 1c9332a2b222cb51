import type { Customer, Interaction, InteractionRecord } from '#schemas/interactions/model.ts';
import type { CallRecord } from '#schemas/voice/model.ts';
import { carryOut } from '#shared/app/work/carry-out.ts';
import { callingAgent } from '#shared/app/work/load.ts';
import type { DiallingPorts } from '#shared/app/work/ports.ts';
import { directed } from '#shared/app/work/telephone.ts';
import { type Configuration, campaignOf } from '#shared/domain/admin/configuration.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { outcome } from '#shared/domain/kit/change.ts';
import { assertMayDial } from '#shared/domain/voice/may-dial.ts';
import { startOutbound } from '#shared/domain/voice/start-outbound.ts';
import { assertVoice } from './change-call.ts';

interface Wanted {
  readonly campaignId: string;
  readonly to?: string | undefined;
  readonly customer?: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined;
  readonly language: string;
  readonly gathering: boolean;
}

/** The caller calls a customer, or opens a room of his own. @throws AppError `NUMBER_NOT_ALLOWED` before anything is dialled */
export function startInteraction(ports: DiallingPorts, wanted: Wanted): Promise<Interaction> {
  assertVoice(ports);
  const id = ports.nextId('int');
  const { gathering, language, to = null } = wanted;
  const { now, tenantId } = ports.ctx;
  return carryOut(ports, async () => {
    const [{ agent }, configuration] = await Promise.all([callingAgent(ports), ports.configuration()]);
    const { settings } = configuration;
    const campaign = campaignOf(configuration, wanted.campaignId);
    const queue = queueFor(configuration, campaign.id);
    if (to !== null) assertMayDial(to, await ports.numbers.judge(to), settings.voice);
    const outbound = { id, tenantId, to, customer: customerOf(wanted), language, gathering };
    const begun = startOutbound(outbound, agent, campaign, queue, settings, now);
    const inHand = {
      interaction: outcome(begun.interactions, id) as InteractionRecord,
      call: outcome(begun.calls, id) as CallRecord,
    };
    return {
      change: await directed(ports, begun, inHand),
      answer: sealed => outcome(sealed.interactions, id) as InteractionRecord,
    };
  });
}

/** The queue whose figures calls of a campaign count in, and in which they wait when their agent is lost. */
function queueFor(configuration: Configuration, campaignId: string) {
  const queues = [...configuration.queues.values()].filter(
    queue => queue.campaignId === campaignId && queue.channels.includes('voice'),
  );
  const [first] = queues.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  if (!first) throw new AppError('TARGET_UNAVAILABLE', { detail: 'No queue of the campaign takes calls.' });
  return first;
}

const customerOf = ({ customer, to }: Wanted): Customer => ({
  id: customer?.id ?? null,
  name: customer?.name ?? null,
  email: null,
  phone: to ?? null,
});
