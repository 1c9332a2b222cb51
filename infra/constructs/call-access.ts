import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/schema.ts';
import type { Access } from './access.ts';
import { queueCommands } from './voice-control.ts';

/** Meetings are the rooms of calls: looked for, closed, and their parties admitted, muted and sent out. */
const ROOM_ACTIONS = [
  'GetMeeting',
  'DeleteMeeting',
  'CreateAttendee',
  'UpdateAttendeeCapabilities',
  'DeleteAttendee',
].map(action => `chime:${action}`);

/**
 * What every function needs that changes the work of agents, because calls follow from it: knowing which telephone
 * service there is, the rooms of calls, and the queue of commands. Names nothing that is made later, so that functions
 * of any stack can have it.
 */
export function reachCalls(scope: Construct, config: StageConfig): readonly Access[] {
  const provider = { capability: 'voice', variables: { VOICE_PROVIDER: config.voice.provider } } as const;
  if (config.voice.provider === 'none') return [{ ...provider, permissions: [] }];
  const rooms = Stack.of(scope).formatArn({ service: 'chime', region: '*', resource: 'meeting', resourceName: '*' });
  return [
    {
      ...provider,
      permissions: [
        { actions: ['chime:CreateMeeting'], resources: ['*'] },
        { actions: ROOM_ACTIONS, resources: [rooms] },
      ],
      accepted: {
        'AwsSolutions-IAM5[Resource::*]': 'CreateMeeting knows no resources: what it makes has no name before.',
        'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:chime:*:<AWS::AccountId>:meeting/*]':
          'Rooms come and go with calls, in the region that is nearest to the caller; they have no names before.',
      },
    },
    queueCommands(scope, config),
  ];
}
