import { lambdaConnection } from '#shared/adapters/aws/lambda-connection.ts';
import { awsTelephone, workDependencies } from '#shared/adapters/aws.ts';
import { numberBook } from '#shared/adapters/repositories/phone-numbers.ts';
import { openWork } from '#shared/adapters/repositories/work.ts';
import { meetingNewsOf } from '#shared/adapters/voice/chime/meeting-events.ts';
import { recordedLeg } from '#shared/adapters/voice/chime/recording-key.ts';
import { sipEndpoint } from '#shared/adapters/voice/chime/sip-endpoint.ts';
import { spokenFiles } from '#shared/adapters/voice/chime/spoken-files.ts';
import { openVoice } from '#shared/adapters/voice/dialling.ts';

import { readVariables } from '#shared/runtime/env.ts';
import { options } from '#shared/runtime/lambda.ts';
import { telephoneEvents } from './telephone.ts';

const { now } = options;
const dependencies = workDependencies(readVariables(['table', 'socket', 'delay', 'workflow']), now);

/** For agents, who have somebody called; the functions of the telephone service do without the numbering plans. */
export const openPorts = () => openVoice({ ...dependencies, recordings: null });

const openWorkPorts = openWork(dependencies);

/** What the telephone service reports comes to. */
export const telephone = telephoneEvents(openWorkPorts, options);

/**
 * What the function stands on that SIP media applications call.
 *
 * @param applicationId the one that calls, known by its events alone
 */
export function sipParts(applicationId: () => string) {
  const variables = readVariables(['voiceControl', 'callFiles', 'sipTelephones']);
  const { PROMPTS_BUCKET: promptsBucket } = variables;
  const chime = awsTelephone(variables, variables, applicationId, { ...dependencies, now });
  return {
    answer: sipEndpoint({
      telephone: chime,
      places: { promptsBucket, recordingsBucket: variables.RECORDINGS_BUCKET },
      speech: spokenFiles({ bucket: promptsBucket, connection: lambdaConnection() }),
      voiceConnectorArn: variables.VOICE_CONNECTOR_ARN ?? null,
      report: options.telemetry.callTroubled,
      now,
    }),
    telephone: telephoneEvents(openWork({ ...dependencies, voice: chime.provider }), options),
    tenantOf: numberBook(dependencies.openStore).ownerOf,
  };
}

export const recordingParts = { telephone, legOf: recordedLeg };

/** What stands behind the functions for waiting commands and for news of rooms. */
export function controlParts() {
  const variables = readVariables(['voiceControl', 'sipTelephones', 'sipMedia']);
  const id = () => variables.SIP_MEDIA_APPLICATION_ID;
  const { provider, queue, rooms } = awsTelephone(variables, variables, id, { ...dependencies, now });
  return {
    send: provider.send,
    mute: provider.applyMute,
    dismiss: rooms.dismiss,
    rooms,
    queue,
    newsOf: meetingNewsOf,
    telephone,
    open: openWorkPorts,
  };
}
