import { dispositionTasks } from '#schemas/dispositions/tasks.ts';
import { interactionTasks } from '#schemas/interactions/tasks.ts';
import { realtimeTasks } from '#schemas/realtime/tasks.ts';
import { routingTasks } from '#schemas/routing/tasks.ts';
import { sessionTasks } from '#schemas/sessions/tasks.ts';
import { transcriptTasks } from '#schemas/transcripts/tasks.ts';
import { voiceTasks } from '#schemas/voice/tasks.ts';
import { expireWrapUp } from '#shared/app/dispositions/wrap-up.ts';
import { checkCustomerPage, checkIdleCustomer, checkSilence } from '#shared/app/interactions/watch-customer.ts';
import { checkQueueHours } from '#shared/app/interactions/watch-hours.ts';
import { pushDashboard } from '#shared/app/realtime/dashboards.ts';
import type { RealtimePorts } from '#shared/app/realtime/ports.ts';
import { autoAnswer, expireOffer, returnTransfer, wakeInteraction } from '#shared/app/routing/offer-timers.ts';
import { checkLease, checkSockets, endGrace, wakeAgent } from '#shared/app/sessions/watch-session.ts';
import type { TranscriptPorts } from '#shared/app/transcripts/ports.ts';
import { sendTranscriptTask } from '#shared/app/transcripts/send.ts';
import { checkCall } from '#shared/app/voice/check-call.ts';
import { checkStaffing } from '#shared/app/voice/check-staffing.ts';
import { overflowCall } from '#shared/app/voice/overflow.ts';
import { userPrincipal } from '#shared/domain/kit/principal.ts';
import { bindTasks } from '#shared/runtime/task.ts';

/** Every task of the registry with what carries it out. */
export const taskApi = bindTasks({
  ...sessionTasks,
  ...routingTasks,
  ...interactionTasks,
  ...dispositionTasks,
  ...realtimeTasks,
  ...transcriptTasks,
  ...voiceTasks,
})<RealtimePorts & TranscriptPorts>({
  checkLease: (input, ports) => checkLease(ports, input),
  checkSockets: (input, ports) =>
    checkSockets(ports, input, async agentId => (await ports.sockets(userPrincipal(agentId))).length),
  endGrace: (input, ports) => endGrace(ports, input),
  wakeAgent: (input, ports) => wakeAgent(ports, input),
  expireOffer: (input, ports) => expireOffer(ports, input),
  autoAnswer: (input, ports) => autoAnswer(ports, input),
  wakeInteraction: (input, ports) => wakeInteraction(ports, input),
  returnTransfer: (input, ports) => returnTransfer(ports, input),
  checkIdleCustomer: (input, ports) => checkIdleCustomer(ports, input),
  checkSilence: (input, ports) => checkSilence(ports, input),
  checkQueueHours: (input, ports) => checkQueueHours(ports, input),
  checkCustomerPage: (input, ports) => checkCustomerPage(ports, input),
  expireWrapUp: (input, ports) => expireWrapUp(ports, input),
  checkCall: (input, ports) => checkCall(ports, input),
  overflowCall: (input, ports) => overflowCall(ports, input),
  checkStaffing: (input, ports) => checkStaffing(ports, input),
  sendTranscript: (input, ports) => sendTranscriptTask(ports, input),
  pushDashboard: (input, ports) => pushDashboard(ports, input),
});
