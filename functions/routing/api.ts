import { routingRoutes } from '#schemas/routing/routes.ts';
import { estimateWait } from '#shared/app/routing/estimate-wait.ts';
import { explainRouting, simulateRouting } from '#shared/app/routing/explain-routing.ts';
import { listQueues } from '#shared/app/routing/list-queues.ts';
import { listWaiting } from '#shared/app/routing/list-waiting.ts';
import { acceptOffer, listOffers, rejectOffer } from '#shared/app/routing/offers.ts';
import { pickUp } from '#shared/app/routing/pick-up.ts';
import type { WorkPorts } from '#shared/app/work/ports.ts';
import { bind } from '#shared/runtime/rest.ts';

export const routingApi = bind(routingRoutes)<WorkPorts>({
  listOffers: (_, ports) => listOffers(ports),
  acceptOffer: ({ params }, ports) => acceptOffer(ports, params.offerId),
  rejectOffer: ({ params }, ports) => rejectOffer(ports, params.offerId),
  listQueues: ({ query }, ports) => listQueues(ports, query.name),
  listWaiting: ({ params, query }, ports) => listWaiting(ports, params.queueId, query),
  estimateWait: ({ params }, ports) => estimateWait(ports, params.queueId),
  simulateRouting: ({ params, query }, ports) => simulateRouting(ports, params.queueId, query),
  pickUp: ({ params }, ports) => pickUp(ports, params.interactionId),
  explainRouting: ({ params }, ports) => explainRouting(ports, params.interactionId),
});
