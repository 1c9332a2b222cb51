import { dispositionRoutes } from '#schemas/dispositions/routes.ts';
import { listOutcomes } from '#shared/app/dispositions/list-outcomes.ts';
import { completeWrapUp, disposeInteraction, extendWrapUp, setWrapUpCodes } from '#shared/app/dispositions/wrap-up.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const dispositionApi = bind(dispositionRoutes)<WorkPorts>({
  setWrapUpCodes: ({ params, body }, ports) => setWrapUpCodes(ports, params.interactionId, body.codeIds),
  extendWrapUp: ({ params }, ports) => extendWrapUp(ports, params.interactionId),
  completeWrapUp: ({ params }, ports) => completeWrapUp(ports, params.interactionId),
  disposeInteraction: ({ params, body }, ports) => disposeInteraction(ports, params.interactionId, body),
  listOutcomes: ({ params, query }, ports) => listOutcomes(ports, params.campaignId, query.search),
});
