import { awsTelephone, workDependencies } from '#shared/adapters/aws.ts';
import { recordings } from '#shared/adapters/repositories/recordings.ts';
import { numberOwners } from '#shared/adapters/repositories/tenants.ts';
import { openWork } from '#shared/adapters/repositories/work.ts';
import { meetingNewsOf } from '#shared/adapters/voice/chime/meeting-events.ts';
import { openDialling } from '#shared/adapters/voice/dialling.ts';

import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';
import { telephoneEvents } from './telephone.ts';

const { now } = options;
const dependencies = workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), now);

/** For agents, who have somebody called; the functions of the telephone service do without the numbering plans. */
export const openPorts = () => openDialling(dependencies);

const openWorkPorts = openWork(dependencies);

/** What the telephone service reports comes to. */
export const telephone = telephoneEvents(openWorkPorts, options);

/**
 * What the function stands on that SIP media applications call.
 *
 * @param applicationId the one that calls, known by its events alone
 */
export function sipParts(applicationId: () => string) {
  const variables = readVariables(['calls', 'sipTelephones']);
  const chime = awsTelephone(variables, variables, applicationId, { ...dependencies, now });
  return {
    answer: chime.endpoint((problem, facts, thrown) => options.telemetry.callTroubled(problem, facts, thrown)),
    telephone: telephoneEvents(openWork({ ...dependencies, voice: chime.provider }), options),
    tenantOf: numberOwners(dependencies.openStore, now),
  };
}

export const recordingPorts = recordings(dependencies.openStore);

/** What stands behind the functions for waiting commands and for news of rooms. */
export function controlParts() {
  const variables = readVariables(['calls', 'sipTelephones', 'sipMedia']);
  const id = () => variables.SIP_MEDIA_APPLICATION_ID;
  const { provider, queue, rooms } = awsTelephone(variables, variables, id, { ...dependencies, now });
  return { send: provider.send, rooms, queue, newsOf: meetingNewsOf, telephone, open: openWorkPorts };
}
